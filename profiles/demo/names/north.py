"""Names from Denmark, Sweden, Finland, Iceland, Ireland, Britain and Germany."""

from profiles.demo.names.culture import Culture, words

_PATRONYMS = words(
    "Einars Jóns Sigurðar Guðmunds Gunnars Ólafs Magnúsar Kristjáns Stefáns Bjarna Árna Þórs Helga Páls "
    "Björns Halldórs Ragnars Péturs Jóhanns Arnar Hauks Ívars Kára Snorra Egils Geirs Baldurs Ásgeirs "
    "Sveins Tryggva"
)

DANISH = Culture(
    "danish",
    "DK",
    women=words(
        "Mette Karen Pia Lene Hanne Ida Freja Emma Sofie Clara Anna Laura Mathilde Caroline Josefine "
        "Astrid Maja Signe Cecilie Louise Trine Camilla Lærke Ingrid Birgitte Kirsten Bodil Rikke Line "
        "Sanne Tove Ellen Agnes Alberte Marie Malene Gitte Dorthe Liv Nanna Vibeke Maren Stine Johanne"
    ),
    men=words(
        "Søren Lars Jens Niels Henrik Rasmus Mikkel Mads Frederik Emil Magnus Oliver Christian Jesper "
        "Kasper Anders Bjørn Morten Troels Asger Malthe Viggo Jeppe Steen Tage Ulrik Poul Gustav Villads "
        "August Jonas Tobias Kristoffer Rune Esben Bent Torben Claus Thor Aksel Johan Nikolaj Philip Simon"
    ),
    families=words(
        "Nielsen Jensen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen "
        "Madsen Kristensen Olsen Thomsen Christiansen Poulsen Johansen Møller Mortensen Knudsen Jakobsen "
        "Mikkelsen Lund Holm Schmidt Eriksen Kjærgaard Bach Nørgaard Lauritsen Vestergaard Brandt Bech "
        "Dahl Winther Toft Friis Kofoed Skov Kragh Østergaard Høgh Bruun Lindholm Ravn Bjerregaard Krogh "
        "Nygaard Damgaard Iversen Frandsen Dalgaard Juhl Hald Overgaard Thorsen Søgaard Munk Carstensen "
        "Gregersen Åkjær Ladefoged Bisgaard"
    ),
    second_family=0.22,
)

SWEDISH = Culture(
    "swedish",
    "SE",
    women=words(
        "Elin Maja Ebba Linnéa Sara Astrid Ingrid Karin Hedda Tuva Alva Matilda Åsa Lovisa Kerstin Malin "
        "Annika Sigrid Ylva Frida Klara Moa Hanna Wilma Birgitta Elsa Tilde Nora"
    ),
    men=words(
        "Erik Björn Gustaf Oskar Nils Axel Hugo Ludvig Viktor Anton Johan Göran Håkan Lennart Mattias "
        "Fredrik Sven Olle Albin Melker Kalle Joakim Tage Sixten Pär Rolf Vidar Love"
    ),
    families=words(
        "Lindqvist Bergström Åkesson Nyström Söderberg Sandström Holmgren Ekström Wallin Sjögren Hedlund "
        "Öberg Forsberg Engström Lundgren Blomqvist Björk Norberg Wikström Hallberg Ström Strand Åberg "
        "Löfgren Nordin Fransson Isaksson Arvidsson Hermansson Rosén Lindgren Dahlström Svensson Boström"
    ),
)

FINNISH = Culture(
    "finnish",
    "FI",
    women=words(
        "Aino Helmi Olga Eevi Sofia Venla Pihla Tuuli Marja Kaisa Päivi Anneli Riikka Outi Sanna Johanna "
        "Hilla Iida Kerttu Lotta Minna Elina Satu Ritva Kirsi Noora"
    ),
    men=words(
        "Eino Väinö Onni Jari Mikko Antti Juha Pekka Sami Ville Timo Ilmari Kalle Lauri Tapio Aleksi Eero "
        "Heikki Janne Olavi Petri Risto Tuomas Veikko Arto Jussi"
    ),
    families=words(
        "Korhonen Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen "
        "Saarinen Salminen Heinonen Niemi Heikkilä Kinnunen Salonen Turunen Laitinen Rantanen Karjalainen "
        "Jokinen Savolainen Lahtinen Ahonen Kärkkäinen Pöyhönen Väisänen Pääkkönen"
    ),
)

ICELANDIC = Culture(
    "icelandic",
    "IS",
    women=words(
        "Þóra Guðrún Sigríður Kristín Margrét Helga Ragnheiður Hulda Björk Katrín Ásta Sólveig Hildur "
        "Birna Steinunn Þórdís Áslaug Edda Unnur Vigdís Bryndís Freyja Sóley Hrafnhildur"
    ),
    men=words(
        "Jón Sigurður Guðmundur Gunnar Ólafur Einar Kristján Magnús Stefán Björn Bjarni Árni Þór Helgi "
        "Páll Hrafn Örn Ragnar Snorri Egill Ívar Haukur Baldur Kári Tryggvi Ásgeir"
    ),
    families=tuple(f"{father}son" for father in _PATRONYMS),
    families_women=tuple(f"{father}dóttir" for father in _PATRONYMS),
)

IRISH = Culture(
    "irish",
    "IE",
    women=words(
        "Siobhán Aoife Niamh Caoimhe Sinéad Orla Gráinne Róisín Ciara Saoirse Éabha Clodagh Bríd Maeve "
        "Deirdre Aisling Fionnuala Nuala Eimear Áine Sorcha Muireann Laoise Emer Bláthnaid Mairéad "
        "Kathleen Una Doireann Sadhbh"
    ),
    men=words(
        "Cian Oisín Conor Seán Pádraig Tadhg Eoin Fionn Declan Cormac Ruairí Diarmuid Liam Darragh Colm "
        "Donal Fergus Lorcan Brendan Eamon Niall Rory Cathal Aidan Dáithí Shane Kieran Cillian Ultan "
        "Breandán"
    ),
    families=words(
        "Murphy, Kelly, O’Sullivan, Walsh, Byrne, Ryan, O’Connor, O’Neill, O’Reilly, Doyle, McCarthy, "
        "Gallagher, Doherty, Kennedy, Lynch, Murray, Quinn, Moore, McLoughlin, O’Carroll, Connolly, Daly, "
        "Ó Briain, Ó Conaill, Ó Dálaigh, Mac Giolla, Brennan, Keane, Fitzpatrick, Maguire, Nolan, Flynn, "
        "Hennessy, Cullen, Ó Súilleabháin, Mac Mathúna, Ó Murchú, Geraghty, Tierney, Hanrahan, Costello, "
        "Tuohy, Scanlon, Devlin"
    ),
    families_women=words(
        "Murphy, Kelly, O’Sullivan, Walsh, Byrne, Ryan, O’Connor, O’Neill, O’Reilly, Doyle, McCarthy, "
        "Gallagher, Doherty, Kennedy, Lynch, Murray, Quinn, Moore, McLoughlin, O’Carroll, Connolly, Daly, "
        "Ní Bhriain, Ní Chonaill, Ní Dhálaigh, Nic Ghiolla, Brennan, Keane, Fitzpatrick, Maguire, Nolan, "
        "Flynn, Hennessy, Cullen, Ní Shúilleabháin, Nic Mhathúna, Ní Mhurchú, Geraghty, Tierney, Hanrahan, "
        "Costello, Tuohy, Scanlon, Devlin"
    ),
)

ENGLISH = Culture(
    "english",
    "GB",
    women=words(
        "Harriet Imogen Beatrice Charlotte Eleanor Frances Georgia Hazel Isla Jocelyn Lydia Margaret Naomi "
        "Olivia Phoebe Rosalind Tabitha Violet Winifred Zoe Alice Bronwen Catriona Fiona Megan Rhiannon"
    ),
    men=words(
        "Alistair Benjamin Callum Douglas Edmund Felix Graham Howard Ian Jasper Kenneth Leonard Malcolm "
        "Nigel Owen Patrick Rhys Stuart Theodore Vincent William Angus Gareth Hamish Dylan Rupert"
    ),
    families=words(
        "Ashworth Bancroft Carmichael Dunmore Ellison Fairclough Garrick Hargreaves Ingram Jessop "
        "Kirkbride Langley Maddox Northcott Ormerod Pemberton Ridley Shawcross Thackeray Underwood "
        "Whitaker Yardley Llewellyn MacAllister Prosser Sinclair Haworth Bexley Cartwright Holloway"
    ),
)

GERMAN = Culture(
    "german",
    "DE",
    women=words(
        "Annika Birgit Charlotte Dörte Elke Frieda Gesa Heike Ilse Jana Katharina Lena Mareike Nele Renate "
        "Sabine Theresa Ulrike Verena Wiebke Antje Britta Käthe Lotte"
    ),
    men=words(
        "Arne Bernd Clemens Detlef Eckhard Fabian Gerrit Hannes Ingo Jürgen Karsten Lutz Matthias Norbert "
        "Olaf Philipp Ralf Sönke Thorsten Uwe Volker Wolfgang Götz Jörg"
    ),
    families=words(
        "Albrecht Böttcher Claußen Dreyer Eickhoff Förster Gräfe Hinrichs Jürgens Köhler Löwe Möllers "
        "Neumann Oelrich Petersen Quandt Rößler Schäfer Tiedemann Ullrich Völker Weiß Zöllner Bergmann "
        "Krüger Hartwig Großmann Steinbach"
    ),
)

NORTHERN = (DANISH, SWEDISH, FINNISH, ICELANDIC, IRISH, ENGLISH, GERMAN)
