"""Names from Poland, Czechia, Ukraine and Türkiye."""

import re

from profiles.demo.names.culture import Culture, words

_POLISH = words(
    "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski "
    "Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając "
    "Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski "
    "Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski Michalak "
    "Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski Marciniak Jasiński Zawadzki Bąk "
    "Jakubowski Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski Sokołowski Szczepański Sawicki "
    "Kucharski Lis Maciejewski Kubiak Kalinowski Mazurek Wysocki Kołodziej Kaźmierczak Czarnecki "
    "Żółkiewski Głowacki Zakrzewski Krajewski Przybylski Ziółkowski Makowski Laskowski Szulc Brzeziński "
    "Gajewski Mróz Cieślak"
)

POLISH = Culture(
    "polish",
    "PL",
    women=words(
        "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Magdalena Elżbieta Joanna "
        "Aleksandra Zofia Monika Teresa Danuta Natalia Karolina Marta Julia Beata Dorota Janina Jadwiga "
        "Alicja Jolanta Wiktoria Iwona Paulina Hanna Justyna Gabriela Urszula Renata Halina Zuzanna Kinga "
        "Weronika Aneta Sylwia Oliwia Maja Łucja Żaneta Grażyna Bożena Michalina Róża Celina Pola"
    ),
    men=words(
        "Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz "
        "Mateusz Wojciech Mariusz Dariusz Zbigniew Maciej Rafał Robert Kamil Jacek Szymon Dawid Kacper "
        "Jarosław Janusz Sławomir Mirosław Henryk Artur Sebastian Damian Patryk Przemysław Filip Daniel "
        "Leszek Bartosz Hubert Bogdan Radosław Wiesław Błażej Ignacy Olgierd Witold Cezary"
    ),
    families=_POLISH,
    families_women=tuple(re.sub("(sk|ck|dzk)i$", r"\1a", name) for name in _POLISH),
)

_CZECH = words(
    "Novák/Nováková Svoboda/Svobodová Novotný/Novotná Dvořák/Dvořáková Černý/Černá Procházka/Procházková "
    "Kučera/Kučerová Veselý/Veselá Horák/Horáková Němec/Němcová Pokorný/Pokorná Marek/Marková "
    "Pospíšil/Pospíšilová Hájek/Hájková Jelínek/Jelínková Král/Králová Růžička/Růžičková Beneš/Benešová "
    "Fiala/Fialová Sedláček/Sedláčková Doležal/Doležalová Zeman/Zemanová Kolář/Kolářová Krejčí/Krejčí "
    "Navrátil/Navrátilová Čermák/Čermáková Urban/Urbanová Vaněk/Vaňková Blažek/Blažková Kříž/Křížová "
    "Kratochvíl/Kratochvílová Kopecký/Kopecká Bartoš/Bartošová Vlček/Vlčková Musil/Musilová Šimek/Šimková "
    "Konečný/Konečná Malý/Malá Štěpánek/Štěpánková Čech/Čechová Staněk/Staňková Ševčík/Ševčíková "
    "Říha/Říhová Holub/Holubová Žák/Žáková Ptáček/Ptáčková"
)

CZECH = Culture(
    "czech",
    "CZ",
    women=words(
        "Hana Jana Eva Lenka Kateřina Lucie Věra Alena Petra Veronika Martina Jitka Tereza Ludmila Zdeňka "
        "Markéta Barbora Kristýna Adéla Eliška Klára Šárka Zuzana Božena Dagmar Iveta Radka Žofie Blanka "
        "Růžena Dita Štěpánka"
    ),
    men=words(
        "Tomáš Jiří Petr Josef Pavel Martin Jaroslav Miroslav Zdeněk Václav Michal František Jakub Milan "
        "Karel Lukáš David Vladimír Ondřej Ladislav Roman Stanislav Marek Radek Antonín Vojtěch Filip Aleš "
        "Bohumil Libor Čeněk Matěj"
    ),
    families=tuple(pair.partition("/")[0] for pair in _CZECH),
    families_women=tuple(pair.partition("/")[2] for pair in _CZECH),
)

_UKRAINIAN = words(
    "Шевченко|Shevchenko, Бондаренко|Bondarenko, Ткаченко|Tkachenko, Кравченко|Kravchenko, "
    "Коваленко|Kovalenko, Олійник|Oliinyk, Мельник|Melnyk, Поліщук|Polishchuk, Лисенко|Lysenko, "
    "Марченко|Marchenko, Гончар|Honchar, Савченко|Savchenko, Руденко|Rudenko, Мороз|Moroz, "
    "Петренко|Petrenko, Кузьменко|Kuzmenko, Левченко|Levchenko, Гаврилюк|Havryliuk, Романюк|Romaniuk, "
    "Щербак|Shcherbak, Захарчук|Zakharchuk, Яременко|Yaremenko"
)

UKRAINIAN = Culture(
    "ukrainian",
    "UA",
    women=words(
        "Оксана|Oksana Олена|Olena Наталія|Nataliia Ірина|Iryna Софія|Sofiia Анастасія|Anastasiia "
        "Юлія|Yuliia Тетяна|Tetiana Дарина|Daryna Галина|Halyna Марія|Mariia Катерина|Kateryna "
        "Людмила|Liudmyla Соломія|Solomiia Віра|Vira Злата|Zlata"
    ),
    men=words(
        "Олександр|Oleksandr Андрій|Andrii Сергій|Serhii Дмитро|Dmytro Тарас|Taras Богдан|Bohdan Іван|Ivan "
        "Максим|Maksym Микола|Mykola Юрій|Yurii Василь|Vasyl Остап|Ostap Роман|Roman Ярослав|Yaroslav "
        "Павло|Pavlo Назар|Nazar"
    ),
    families=_UKRAINIAN,
    script_joiner=" ",
    shows_script=0.45,
)

TURKISH = Culture(
    "turkish",
    "TR",
    women=words(
        "Ayşe Fatma Emine Zeynep Elif Meryem Şerife Sultan Hatice Hülya Gülsüm Özlem Derya Ebru Çiğdem "
        "Nilüfer Yasemin Büşra Selin İrem Aslı Esra Defne Şule Gökçe Pınar Sibel Tuğba Melek Ceren Nazlı "
        "İpek"
    ),
    men=words(
        "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil "
        "Süleyman Emre Burak Çağrı Kerem Onur Serkan Tolga Uğur Volkan Barış Cem Deniz Gökhan Ozan Şahin "
        "Tarık Yiğit"
    ),
    families=words(
        "Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin "
        "Kara Koç Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Güneş Yavuz Aksoy Taş Bulut Keskin Ünal "
        "Turan Gül Yalçın Bozkurt Işık Güler Tekin Karaca Sezer Akın Ergün Tunç Özçelik Başaran Duman "
        "Soylu Ateş Uçar Gündüz Sarıkaya Topçu"
    ),
)

EASTERN = (POLISH, CZECH, UKRAINIAN, TURKISH)
