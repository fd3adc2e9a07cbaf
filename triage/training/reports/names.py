"""Parts of invented names: forenames and surnames are kept apart and joined by draw, no full name is stored.

English surnames are mostly made up; those of other communities are words common to very many people.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Community:
    """A stock of names with the self-defined ethnicity codes that may go with it."""

    share: int
    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: tuple[str, ...]
    ethnicities: tuple[str, ...]
    welsh: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


COMMUNITIES = (
    Community(
        70,
        _words(
            "Gemma Linda Chloe Megan Patricia Susan Hayley Kelly Joanne Amy Jade Beth Maureen Doreen Natalie "
            "Steph Tracey Ellie Sophie Margaret Jean Laura Donna Holly Zoe Carol Sheila Poppy Lauren Kirsty "
            "Debbie Rachel"
        ),
        _words(
            "Darren Kevin Paul Liam Callum Terry Ryan Jamie Keith Barry Craig Steven Lee Josh Connor Derek "
            "Alan Roy Dean Wayne Gareth Adam Nathan Ross Stuart Colin Norman Tom Jake Lewis Kieran Graham"
        ),
        _words(
            "Thornleigh Marlbeck Oakhanger Wetherden Pellwright Skelby Harrowgate-Lunn Dunstone Cobbley "
            "Fairbrass Mossley Tranter Hollins Penworth Ashgarth Birkby Sallow Grindley Copperthwaite "
            "Larkham Eastoe Brimble Huxtable Rudge Mallory-Finn Stobbart Wragby Kettlewick Pinchbeck Orford "
            "Twelvetrees Garside Ludd Maskelyn Norcott O'Dowell Peverell Quill Ravensdale Scrimgeour Tapping "
            "Underhay Vellacott Wickens Yaxley Bagshawe Catchpole D'Arncott Elphick Furnival"
        ),
        ("W1", "W1", "W1", "W1", "W1", "W9", "M1", "M9", "NS", "B1"),
    ),
    Community(
        5,
        _words("Angharad Siân Carys Ffion Nerys Eleri Lowri Mair Bronwen Gwenllian"),
        _words("Rhodri Dafydd Gethin Iolo Emrys Llŷr Gruffudd Huw Geraint Ieuan"),
        _words("ap_Gwynfor Prydderch Llywarch Gwŷn Penmaen Cadwgan ferch_Iestyn Brynmor Tŵrfaen Madryn"),
        ("W1", "W9", "W1"),
        welsh=True,
    ),
    Community(
        9,
        _words("Aisha Priya Sana Fatima Nadia Meera Zainab Rukhsana Harpreet Anjali Shabana Nasreen"),
        _words("Imran Bilal Arjun Tariq Sandeep Faisal Rajesh Hamza Jaspal Kamran Vikram Mohammed"),
        _words("Patel Hussain Khan Begum Singh Kaur Ahmed Chowdhury Sharma Malik Iqbal Gill Rahman Mistry"),
        ("A1", "A2", "A2", "A3", "A9"),
    ),
    Community(
        6,
        _words("Adaeze Abena Grace Blessing Folake Denise Shanice Comfort Marcia Temi"),
        _words("Emeka Kwame Tunde Delroy Marcus Chidi Kofi Winston Samuel Tendai"),
        _words("Okafor Mensah Adeyemi Boateng Moyo Osei Nwosu Braithwaite Clarke-Osei Ncube"),
        ("B2", "B2", "B1", "B9", "M2"),
    ),
    Community(
        6,
        _words("Agnieszka Ioana Katarzyna Oksana Elena Magda Viktorija Mihaela Danuta"),
        _words("Piotr Andrei Tomasz Marius Krzysztof Vasile Darius Oleh Bogdan"),
        _words("Kowalczuk Popa Nowakowska-Bryl Ionescu Wójtowicz Petrauskas Dudek Marchenko Ivanova Grzelak"),
        ("W9",),
    ),
    Community(
        3,
        _words("Mei Xiu Leyla Amal Hanh Yasmin Ling Roza"),
        _words("Jun Karim Wei Yusuf Minh Hassan Ali Serkan"),
        _words("Chan Al-Sayegh Nguyen Yıldız Lau Haddad Wong Ferhat"),
        ("A4", "O2", "A9", "O9"),
    ),
)

SUSPECT_NAMES_M = _words(
    "Jordan Reece Danny Shane Kyle Lee Gavin Mick Ashley Carl Tyrone Stefan Robbie Aaron Pete Nige Scott Brandon"
)
SUSPECT_NAMES_F = _words(
    "Kayleigh Stacey Shannon Leanne Chantelle Nicola Demi Tina Becky Jodie Mandy Courtney Vicky Tanya Lorraine"
)
CHILD_NAMES = _words("Alfie Maisie Tyler Ruby Leo Ava Kian Isla Noah Lexi Jayden Freya Mylo Elsie Zak Amelia")
PET_NAMES = _words("Biscuit Teddy Luna Murphy Pepper Dolly Buster Tilly Monty Bear Poppet Ziggy")
