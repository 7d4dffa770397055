"""The names of the shop's customers: given names and family names that go together.

A name that the ASCII of an address cannot be made of has its spelling behind a bar: "美咲|misaki".
"""

import unicodedata

_FOLDED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "ı": "i", "’": "", "'": "", " ": "-"}
)

PEOPLE: tuple[tuple[int, str, str], ...] = (
    # How often, given names, family names.
    (
        50,
        "Hanna, Jonas, Greta, Felix, Clara, Moritz, Lena, Jürgen, Käthe, Björn, Sabine, Antje, Till",
        "Krause, Vogel, Schröder, Lindemann, Weiß, Brandt, Petersen, Köhler, Ostertag, Hagemann, Jäger",
    ),
    (
        22,
        "Şebnem, Emre, Elif, Çağlar, Zeynep, Ozan, Aylin, Kerem",
        "Yıldız, Demir, Aksoy, Öztürk, Kılıç, Şahin",
    ),
    (
        22,
        "Łukasz, Agnieszka, Mateusz, Małgorzata, Zofia, Wojciech, Halina",
        "Nowak, Wójcik, Kowalczyk, Zieliński, Dąbrowska",
    ),
    (
        16,
        "Olena, Taras, Oksana, Bohdan, Daryna, Yevhen",
        "Shevchenko, Kovalenko, Bondar, Melnyk",
    ),
    (14, "Linh, Minh, Thảo, Đức, Hương, Quang, Mai", "Nguyễn, Trần, Phạm, Đặng, Võ"),
    (14, "Yuki, Haruka, Kenji, Sōta, Naomi", "Tanaka, Mori, Kobayashi, Itō"),
    (13, "Mei, Jun, Xiaoyu, Wei, Lan", "Chen, Liu, Zhang, Huang"),
    (8, "Ji-woo, Min-seo, Hyun, Soo-ah", "Kim, Park, Choi, Jeong"),
    (
        22,
        "Priya, Arjun, Ananya, Rohan, Meera, Vikram, Lakshmi, Imran, Kavya",
        "Sharma, Iyer, Banerjee, Patel, Reddy, Khan, Nair",
    ),
    (
        16,
        "Layla, Omar, Yasmin, Karim, Nour, Tariq, Rania",
        "Haddad, Khoury, Mansour, al-Masri, Saleh",
    ),
    (10, "Shirin, Dariush, Parisa, Navid, Azadeh", "Rahimi, Karimi, Moradi, Farahani"),
    (16, "Amara, Chidi, Ngozi, Tunde, Folake, Emeka, Ifeoma", "Okafor, Adeyemi, Eze, Balogun, Nwosu"),
    (9, "Abena, Kwame, Kofi, Esi, Selam, Dawit", "Mensah, Owusu, Boateng, Tesfaye, Bekele"),
    (
        16,
        "Inès, Luc, Amélie, Théo, Manon, Bastien, Zoé",
        "Fontaine, Lefèvre, Moreau, D’Aubigné, Girard",
    ),
    (14, "Giulia, Matteo, Chiara, Lorenzo, Ornella", "Rossi, Esposito, Conti, D’Angelo, Ferraro"),
    (
        17,
        "Lucía, Mateo, Valentina, Joaquín, Ximena, Beatriz, Thiago",
        "García Márquez, Muñoz, Quispe, Herrera, Silva, da Conceição",
    ),
    (9, "Saoirse, Oliver, Niamh, Charlotte, Rhys", "O’Neill, Walsh, Hughes, Taylor, MacLeod"),
    (10, "Søren, Ingrid, Åsa, Håkon, Freja", "Lindqvist, Sørensen, Bjørnstad, Ångström, Nygård"),
    (9, "Eleni, Nikos, Despina", "Papadopoulou, Georgiou, Vlachos"),
    # Some write their name in the letters of home.
    (3, "Олена|olena, Андрій|andrii", "Лисенко|lysenko, Ткаченко|tkachenko"),
    (3, "美咲|misaki, 蓮|ren", "小林|kobayashi, 田村|tamura"),
    (3, "林|lin, 志明|zhiming", "周|zhou, 黄|huang"),
    (3, "Ελένη|eleni, Νίκος|nikos", "Αλεξίου|alexiou, Παππάς|pappas"),
    (5, "Tereza, Ondřej, Réka, Bálint, Ioana", "Dvořáková, Horák, Szabó, Nagy, Popescu"),
)


def spelled(name: str) -> tuple[str, str]:
    """A name as its bearer writes it, and as it stands in addresses."""
    shown, _, given = name.partition("|")
    if given:
        return shown, given
    plain = unicodedata.normalize("NFKD", shown.lower().translate(_FOLDED))
    return shown, "".join(letter for letter in plain if letter.isascii())
