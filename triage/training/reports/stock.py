"""Small stocks of words that fill the slots of the narratives."""

from __future__ import annotations

STOLEN = (
    ("black Carrera mountain bike", "Pedal cycle", 380),
    ("Apollo ladies bike with a basket", "Pedal cycle", 190),
    ("grey electric scooter", "Scooter", 450),
    ("DeWalt drill and impact driver", "Tools", 320),
    ("Stihl chainsaw", "Tools", 410),
    ("lawn mower", "Garden equipment", 220),
    ("pair of stone lions from by the front gate", "Garden ornament", 140),
    ("ebike", "Pedal cycle", 1650),
    ("child's trampoline", "Garden equipment", 110),
    ("parcel (trainers, size 9)", "Parcel", 85),
    ("pressure washer", "Tools", 260),
    ("catalytic converter", "Vehicle part", 800),
    ("fishing tackle box and two rods", "Sports equipment", 340),
    ("hanging baskets, four of them", "Garden ornament", 60),
    ("pram", "Pram", 420),
    ("Makita saw", "Tools", 280),
)
PORTABLE = (
    ("Samsung phone with a cracked screen protector", "Mobile phone", 600),
    ("iPhone 14 in a clear case", "Mobile phone", 700),
    ("black rucksack with my work laptop in it", "Bag", 900),
    ("brown leather purse", "Purse", 30),
    ("good headphones", "Electronics", 210),
    ("grey holdall", "Bag", 60),
    ("wallet and car key", "Wallet", 180),
    ("new coat", "Clothing", 140),
    ("tablet in a pink case", "Computer", 260),
)
LOST = (
    ("set of keys on a red lanyard", "Keys", 20),
    ("brown wallet", "Wallet", 40),
    ("passport", "Document", 90),
    ("driving licence", "Document", 20),
    ("silver bracelet with a heart charm", "Jewellery", 60),
    ("wedding ring, plain gold", "Jewellery", 350),
    ("hearing aid in a grey pouch", "Medical", 1500),
    ("blue Nokia phone", "Mobile phone", 35),
    ("green rucksack", "Bag", 45),
    ("prescription glasses in a tartan case", "Glasses", 220),
    ("bus pass", "Document", 0),
    ("watch with a brown strap", "Jewellery", 120),
    ("small black camera", "Camera", 240),
    ("work ID card", "Document", 10),
)
BURGLED = (
    ("jewellery box with my late mother's rings", "Jewellery", 2200),
    ("two laptops", "Computer", 1100),
    ("PlayStation and about 12 games", "Games console", 520),
    ("car keys", "Keys", 250),
    ("cash, about £340 in an envelope", "Cash", 340),
    ("television", "Television", 480),
    ("iPad", "Computer", 350),
    ("my grandfather's medals", "Medals", 600),
    ("a Dyson still in the box", "Household", 400),
    ("passports", "Document", 180),
)
GOODS = (
    ("six joints of lamb and some cheese", 94),
    ("razor blades and deodorants", 71),
    ("three bottles of vodka", 63),
    ("two boxes of laundry pods", 38),
    ("baby milk, nine tubs", 126),
    ("coffee, about fourteen jars", 110),
    ("four packs of bacon and steak", 47),
    ("two electric toothbrushes", 158),
    ("a basket full of chocolate", 42),
    ("perfume testers and two boxed sets", 187),
    ("a crate of lager", 22),
    ("a meal deal", 4),
    ("honey, butter and washing tablets", 55),
    ("a cordless drill", 139),
)
LOOKS = (
    "white lad, early 20s, grey tracksuit, skinny",
    "male about 40, stocky, shaved head, hi vis jacket",
    "tall lad in a black puffa jacket with the hood up",
    "male, 5ft 8ish, beard, blue baseball cap",
    "teenager, maybe 15 or 16, balaclava, black joggers",
    "older bloke, grey ponytail, long green coat",
    "man in his 30s with a limp and a tattoo on his neck",
    "heavy set man, ginger beard, work boots",
    "slim Asian male, 20s, glasses, North face type jacket",
    "black male, tall, maybe 30, smart, long coat",
)
LOOKS_FEMALE = (
    "woman, late 30s, blonde hair tied up, pink leggings",
    "lady about 25, dark hair, big checked coat",
    "white female, 40s, very thin, black leggings and a man's fleece",
    "girl about 19, long braids, white trainers",
    "older woman, grey bob, tartan shopping trolley",
    "woman in a green parka, fur hood up, pushing an empty pram",
)
APPS = ("WhatsApp", "Facebook", "Instagram", "Snapchat", "text", "Messenger", "TikTok")
MONEY = (45, 80, 120, 200, 250, 340, 480, 600, 750, 900, 1200, 1450, 2300, 3800, 5200, 8600, 12500)
LARGE = (1200, 1450, 1900, 2300, 3800, 4750, 5200, 8600, 12500, 16000)
DISTANCES = (
    "a few doors down",
    "across the road",
    "next door",
    "in the flat above",
    "at the end of the close",
    "two doors away",
)
RELATIONS = ("friend", "neighbour", "colleague", "sister", "mate", "cousin")
PROBLEM_DAYS = (
    "since about August",
    "for about three weeks",
    "for over a year",
    "since they moved in",
    "every weekend for a month",
    "since Easter",
)
