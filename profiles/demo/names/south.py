"""Names from Portugal, Brazil, Spain, Kenya, Ethiopia and Nigeria."""

from profiles.demo.names.culture import Culture, words

_PORTUGUESE_WOMEN = words(
    "Maria Ana Inês Beatriz Catarina Joana Mariana Sofia Rita Marta Teresa Helena Leonor Matilde Carolina "
    "Margarida Filipa Susana Cláudia Sónia Patrícia Luísa Graça Isabel Fernanda Conceição Raquel Sílvia "
    "Vera Íris Benedita Madalena Lúcia Francisca Carlota Andreia Mafalda Célia Constança Alice"
)
_PORTUGUESE_MEN = words(
    "João José António Manuel Francisco Rui Pedro Miguel Tiago Diogo Gonçalo Nuno Luís Paulo Ricardo Bruno "
    "André Duarte Vasco Afonso Tomás Henrique Jorge Carlos Sérgio Hélder Joaquim Álvaro Filipe Salvador "
    "Martim Rodrigo Simão Fernando Daniel Eduardo Baltazar Óscar Zé Guilherme"
)
_PORTUGUESE_FAMILIES = words(
    "Silva, Santos, Ferreira, Pereira, Oliveira, Costa, Rodrigues, Martins, Sousa, Fernandes, Gonçalves, "
    "Gomes, Lopes, Marques, Alves, Almeida, Ribeiro, Pinto, Carvalho, Teixeira, Moreira, Correia, Mendes, "
    "Nunes, Soares, Vieira, Monteiro, Cardoso, Rocha, Raposo, Neves, Coelho, Cruz, Cunha, Pires, Ramos, "
    "Reis, Simões, Antunes, Matos, Fonseca, Machado, Araújo, Barbosa, Tavares, Lourenço, Castro, "
    "Figueiredo, Azevedo, Freitas, Magalhães, Henriques, Guerreiro, Baptista, Abrantes, Brandão, Leitão, "
    "Queirós, Falcão, Calado"
)

PORTUGUESE = Culture(
    "portuguese",
    "PT",
    women=_PORTUGUESE_WOMEN,
    men=_PORTUGUESE_MEN,
    families=_PORTUGUESE_FAMILIES,
    second_family=0.45,
)

BRAZILIAN = Culture(
    "brazilian",
    "BR",
    women=words(
        "Juliana Camila Larissa Letícia Fernanda Renata Bruna Thaís Luciana Débora Vanessa Tatiana "
        "Priscila Viviane Natália Rafaela Gabriela Yasmin Isadora Luana Jéssica Bianca Elaine Simone"
    ),
    men=words(
        "Thiago Rafael Gustavo Leandro Vinícius Caio Matheus Marcelo Fábio Wagner Renan Danilo Rogério "
        "Murilo Otávio Everton Luan Heitor Júlio César Anderson Wesley Márcio Flávio"
    ),
    families=_PORTUGUESE_FAMILIES,
    second_family=0.6,
)

SPANISH = Culture(
    "spanish",
    "ES",
    women=words(
        "Lucía, María José, Carmen, Ana Belén, Marta, Pilar, Rocío, Elena, Cristina, Nuria, Inmaculada, "
        "Begoña, Mercedes, Consuelo, Leire, Itziar, Montserrat, Alba, Noelia, Paloma, Ángela, Sofía, "
        "Amaya, Beatriz"
    ),
    men=words(
        "José Ángel, Juan Carlos, Íñigo, Álvaro, Rubén, Andrés, Javier, Joaquín, Sergio, Raúl, Óscar, "
        "Adrián, Ramón, Ignacio, Jordi, Xabier, Víctor, Emilio, Fermín, Hugo, Iván, Jesús, Gonzalo, Marcos"
    ),
    families=words(
        "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz "
        "Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez "
        "Ramos Gil Ramírez Serrano Blanco Molina Ibáñez Ortega Castillo Rubio Núñez Etxeberria Peña Cabrera"
    ),
    second_family=0.85,
)

KENYAN = Culture(
    "kenyan",
    "KE",
    women=words(
        "Wanjiru Achieng Njeri Akinyi Wambui Atieno Nyambura Chebet Mumbua Adhiambo Wangari Jepkosgei "
        "Muthoni Nekesa Awuor Cherono Kemunto Nyokabi Wanjiku Anyango Jerotich Kagendo Mwende Auma "
        "Waithera Naliaka Zawadi Amani Neema Faith Mercy Grace Purity Esther Lilian Caroline Damaris "
        "Beatrice Joyce Winfred"
    ),
    men=words(
        "Kamau Otieno Kiprop Mwangi Ochieng Kipkemboi Njoroge Odhiambo Mutua Karanja Barasa Kibet Onyango "
        "Gitau Musyoka Waweru Omondi Cheruiyot Kariuki Wafula Kimani Juma Baraka Nyaga Ndungu Koech "
        "Muriithi Owino Simiyu Maina Brian Dennis Kelvin Victor Collins Evans Stephen Josphat Elijah Titus"
    ),
    families=words(
        "Kamau Otieno Mwangi Ochieng Njoroge Odhiambo Mutua Karanja Wanjala Kiplagat Onyango Gitau Musyoka "
        "Wekesa Omondi Cheruiyot Kariuki Wafula Kimani Rotich Nyong’o Ndungu Koech Muriithi Owuor Simiyu "
        "Maina Macharia Githinji Kilonzo Mugo Okoth Langat Nyaga Kiptoo Mbugua Ogola Ngugi Oduya Chepkwony "
        "Thuku Kinyua Muli Nzioka Ouma Were Kerubo Momanyi"
    ),
)

ETHIOPIAN = Culture(
    "ethiopian",
    "ET",
    women=words(
        "ሰላም|Selam ሃና|Hanna ብርቱካን|Birtukan ትዕግስት|Tigist አልማዝ|Almaz ሄለን|Helen መቅደስ|Mekdes ሕይወት|Hiwot "
        "ራሄል|Rahel ዘነበች|Zenebech"
    ),
    men=words(
        "አበበ|Abebe ዳዊት|Dawit ዮናስ|Yonas ሳሙኤል|Samuel ተስፋዬ|Tesfaye ኃይሌ|Haile ብርሃኑ|Birhanu ግርማ|Girma "
        "ሙሉጌታ|Mulugeta ዮሐንስ|Yohannes"
    ),
    families=words(
        "በቀለ|Bekele ተፈራ|Tefera ገብረ|Gebre ወልደ|Wolde አለሙ|Alemu ደስታ|Desta ከበደ|Kebede ታደሰ|Tadesse "
        "መኮንን|Mekonnen አሰፋ|Assefa ለማ|Lemma ነጋሽ|Negash"
    ),
    script_joiner=" ",
    shows_script=0.3,
)

NIGERIAN = Culture(
    "nigerian",
    "NG",
    women=words(
        "Amara Ngozi Chiamaka Adaeze Funmilayo Yetunde Ifeoma Chinwe Bukola Zainab Aisha Oluchi Temitope "
        "Folake Nkechi Halima Simisola Ebele Kehinde Ọmọlará Títílayọ̀ Chidinma Uju Hauwa"
    ),
    men=words(
        "Chidi Emeka Obinna Olumide Babajide Ikenna Tunde Chukwuemeka Adebayo Kelechi Segun Nnamdi Ibrahim "
        "Musa Femi Uche Ifeanyi Taiwo Ṣẹ́gun Yusuf Kunle Ebuka Chinedu Garba"
    ),
    families=words(
        "Okonkwo Eze Adeyemi Okafor Balogun Nwosu Adebayo Obi Ogunleye Chukwu Afolabi Bello Okeke Olawale "
        "Igwe Abubakar Onyekachi Nwachukwu Danjuma Fashola Ẹkúndayọ̀ Uzor Akintola Mbah Onwudiwe Lawal "
        "Effiong Etim"
    ),
)

SOUTHERN = (PORTUGUESE, BRAZILIAN, SPANISH, KENYAN, ETHIOPIAN, NIGERIAN)
