"""Names for people who do not exist."""

FIRST = tuple(
    """
    Ada Alma Amir Anton Aylin Bela Bruno Carla Chidi Clara Daria David Edda Elif Emil Enzo Fatima Felix Frida
    Goran Greta Hana Hugo Ida Ilir Ines Ivan Jana Jonas Kaito Karim Lale Lena Leon Lucia Mara Mateo Mila Milan
    Nadia Nele Nils Noor Olga Omar Paula Pavel Rafael Rana Rosa Sami Selma Sofia Tariq Theo Tilda Uma
    Vera Yara Zoe
    """.split()  # noqa: SIM905
)

LAST = tuple(
    """
    Abel Adler Bach Baumann Berg Blum Brandt Castro Dietrich Dogan Eder Engel Fabri Falk Fischer Fuchs Garcia
    Graf Haas Hansen Horn Huber Ito Jansen Kaya Keller Khan Klein Kovacs Kraft Lang Lenz Lindner Lorenz Marin
    Moreau Nagel Neumann Novak Okafor Otto Peters Popescu Quandt Reiter Rossi Roth Sahin Sato Schulz Silva
    Singh Sommer Stern Tanaka Thoma Ulrich Vogel Weber Winter Wolf Yilmaz Zimmer
    """.split()  # noqa: SIM905
)
