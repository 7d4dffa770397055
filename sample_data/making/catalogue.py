"""What the shop sells, and the settings of its project."""

from typing import Any, NamedTuple


class Article(NamedTuple):
    id: str
    name: str
    cents: int
    category: str
    origin: str
    popular: int
    """How often it is looked at, in comparison."""
    segments: tuple[str, ...] = ()
    in_switzerland: int | None = None
    """Its price for customers of the zone ch, where that is another one."""


# Id | name | cents | category | origin | how popular | segments | price in Switzerland, where it differs
_TABLE = """
sencha-kirameki | Sencha Kirameki, 100 g | 1290 | Green tea | Japan | 9 | everyday | 1490
gyokuro-asahi | Gyokuro Asahi, 50 g | 2850 | Green tea | Japan | 6 | rare | 3150
genmaicha-mori | Genmaicha Mori, 100 g | 890 | Green tea | Japan | 7 | everyday
hojicha-kogane | Hōjicha Kogane, 100 g | 950 | Green tea | Japan | 6 | everyday
longjing-spring | Longjing, spring picking, 50 g | 2400 | Green tea | China | 6 | rare
jasmine-pearls | Jasmine Pearls, 100 g | 1690 | Green tea | China | 7 | everyday
gunpowder-organic | Gunpowder, organic, 250 g | 1150 | Green tea | China | 3 | everyday
jeju-sejak | Jeju Sejak, 50 g | 1980 | Green tea | Korea | 3 | rare
assam-breakfast | Assam Breakfast, 250 g | 1090 | Black tea | India | 8 | everyday | 1290
first-flush-2026 | Darjeeling First Flush, 100 g | 2690 | Black tea | India | 9 | rare first_flush | 2990
darjeeling-second-flush | Darjeeling Second Flush, 100 g | 1890 | Black tea | India | 5 | everyday
nilgiri-frost | Nilgiri Frost, 100 g | 1490 | Black tea | India | 2 | everyday
ceylon-uva | Ceylon Uva, 100 g | 1190 | Black tea | Sri Lanka | 4 | everyday
keemun-hao-ya | Keemun Hao Ya, 100 g | 1750 | Black tea | China | 3 | rare
lapsang-souchong | Lapsang Souchong, 100 g | 1390 | Black tea | China | 4 | everyday
earl-grey-bergamot | Earl Grey with true bergamot, 100 g | 1250 | Black tea | Italy | 8 | everyday | 1450
east-frisian-blend | East Frisian Blend, 500 g | 1650 | Black tea | Germany | 8 | everyday
masala-chai | Masala Chai, 200 g | 1190 | Black tea | India | 8 | everyday
kenya-purple | Purple tea from Kenya, 50 g | 1690 | Black tea | Kenya | 3 | rare
alishan-oolong | Alishan High Mountain Oolong, 50 g | 2290 | Oolong | Taiwan | 6 | rare | 2490
dong-ding | Dong Ding, roasted, 50 g | 1890 | Oolong | Taiwan | 4 | everyday
oriental-beauty | Oriental Beauty, 50 g | 3250 | Oolong | Taiwan | 5 | rare
tie-guan-yin | Tie Guan Yin, 100 g | 1990 | Oolong | China | 5 | everyday
da-hong-pao | Da Hong Pao, 50 g | 3490 | Oolong | China | 4 | rare
milk-oolong | Milk Oolong, 100 g | 1590 | Oolong | China | 6 | everyday
bai-mu-dan | Bai Mu Dan, 50 g | 1290 | White tea | China | 5 | everyday
silver-needle | Silver Needle, 50 g | 2790 | White tea | China | 5 | rare
shou-mei-cake | Shou Mei cake 2019, 100 g | 2190 | White tea | China | 2 | rare
sheng-puerh-2012 | Sheng Pu-erh 2012, 100 g | 3890 | Pu-erh | China | 3 | rare
shu-puerh-tuo | Shu Pu-erh Tuo, 100 g | 1490 | Pu-erh | China | 4 | everyday
puerh-tangerine | Pu-erh in tangerine, 6 pieces | 1290 | Pu-erh | China | 4 | everyday
matcha-ceremony | Matcha Ceremony, 30 g | 2990 | Matcha | Japan | 10 | rare | 3290
matcha-kitchen | Matcha for the kitchen, 100 g | 1990 | Matcha | Japan | 6 | everyday
rooibos-plain | Rooibos, 200 g | 790 | Herbal | South Africa | 6 | everyday
rooibos-vanilla | Rooibos Vanilla, 200 g | 890 | Herbal | South Africa | 5 | everyday
peppermint-farm | Peppermint from the farm, 80 g | 690 | Herbal | Germany | 7 | everyday
lemon-verbena | Lemon Verbena, 40 g | 750 | Herbal | France | 4 | everyday
chamomile-whole | Chamomile, whole flowers, 60 g | 720 | Herbal | Hungary | 4 | everyday
hibiscus-aswan | Hibiscus from Aswan, 150 g | 790 | Herbal | Egypt | 3 | everyday
mountain-tea | Greek Mountain Tea, 40 g | 690 | Herbal | Greece | 3 | everyday
fruit-orchard | Orchard fruit blend, 200 g | 950 | Herbal | Germany | 5 | everyday
kyusu-tokoname | Kyūsu from Tokoname, 280 ml | 6900 | Pots & kettles | Japan | 6 | teaware | 7400
gaiwan-white | Gaiwan, white porcelain | 2450 | Pots & kettles | China | 5 | teaware
glass-pot | Glass pot with strainer, 1 l | 3490 | Pots & kettles | Germany | 6 | teaware
yixing-pot | Yixing pot, 120 ml | 14900 | Pots & kettles | China | 4 | teaware rare
iron-kettle | Cast-iron kettle, 0.8 l | 8900 | Pots & kettles | Japan | 6 | teaware | 9600
kettle-gooseneck | Gooseneck kettle with thermometer | 11900 | Pots & kettles | Germany | 6 | teaware
samovar-small | Small samovar, 1.5 l | 18900 | Pots & kettles | Ukraine | 2 | teaware
chawan-raku | Matcha bowl, raku | 7900 | Cups & bowls | Japan | 6 | teaware rare
chawan-everyday | Matcha bowl for every day | 2900 | Cups & bowls | Germany | 5 | teaware
yunomi-pair | Yunomi cups, a pair | 3800 | Cups & bowls | Japan | 5 | teaware
tea-glass-set | Tea glasses, set of six | 1990 | Cups & bowls | Türkiye | 5 | teaware
cup-blue | Cup "Blue Hour" | 1890 | Cups & bowls | Germany | 4 | teaware
tasting-cups | Tasting cups, set of four | 2600 | Cups & bowls | China | 2 | teaware
chasen-100 | Bamboo whisk, 100 tines | 2190 | Tools | Japan | 7 | teaware
tea-scale | Small tea scale | 1790 | Tools | Germany | 2 | teaware
strainer-fine | Fine strainer | 990 | Tools | Germany | 5 | teaware
caddy-cherry | Tea caddy, cherry bark | 4200 | Tools | Japan | 4 | teaware
sampler-oolong | Sampler "Five oolongs" | 1990 | Sets | Taiwan | 7 | sampler
sampler-first-steps | Sampler "First steps" | 1490 | Sets | Germany | 9 | sampler
matcha-starter | Matcha set for beginners | 6490 | Sets | Japan | 8 | sampler
"""


def _article(line: str) -> Article:
    key, name, cents, category, origin, popular, *rest = (part.strip() for part in line.split("|"))
    segments = tuple(rest[0].split()) if rest else ()
    return Article(
        key,
        name,
        int(cents),
        category,
        origin,
        int(popular),
        segments,
        int(rest[1]) if len(rest) > 1 else None,
    )


ARTICLES: tuple[Article, ...] = tuple(_article(line) for line in _TABLE.strip().splitlines())

BRAND = "morgenkanne"
NEWS = f"{BRAND}/email/news"
OFFERS = f"{BRAND}/email/offers"
KINDS_OF_TEA = ("green", "black", "oolong", "white", "puerh", "matcha", "herbal")

TASTINGS = ("2026-03-12 19:00", "2026-03-22 11:00", "2026-03-29 11:00")
"""The last one is on the morning after the clocks have changed."""

SETTINGS: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "currency": "EUR",
    "brands": {BRAND: {"label": "Morgenkanne"}},
    "channels": {
        "email": {"label": "Email"},
        "sms": {"label": "SMS"},
        "mobile_push": {"label": "App message"},
        "web_push": {"label": "Browser message"},
        "webhook": {"label": "Other systems"},
    },
    "topics": {
        "news": {"label": "The tea letter"},
        "offers": {"label": "Offers and prices"},
        "service": {"label": "Orders, tastings and the account"},
    },
    "order_statuses": {
        "new": {"category": "new", "label": "Ordered, not paid"},
        "paid": {"category": "paid", "label": "Paid"},
        "shipped": {"category": "shipped", "label": "Handed to the carrier"},
        "delivered": {"category": "delivered", "label": "Delivered"},
        "picked_up": {"category": "delivered", "label": "Taken along at the shop or the market stall"},
        "cancelled": {"category": "cancelled", "label": "Cancelled"},
        "returned": {"category": "returned", "label": "Sent back"},
    },
    "action_templates": {
        "signed_up": {
            "label": "Signed up",
            "category": "registration",
            "fields": {"where": {"type": "choice", "values": ["website", "app", "shop"], "label": "Where"}},
        },
        "tasting_booked": {
            "label": "Booked a tasting",
            "category": "visits",
            "fields": {
                "tasting_on": {"type": "date", "label": "Tasting begins"},
                "seats": {"type": "number", "label": "Seats"},
            },
        },
        "survey_answered": {
            "label": "Answered the survey",
            "category": "survey",
            "fields": {"score": {"type": "number", "label": "Score from 0 to 10"}},
        },
        "changed_own_data": {"label": "Changed their own data", "category": "personal"},
        "call_back": {"label": "Somebody should call this customer", "category": "tasks"},
    },
    "customer_fields": {
        "favourite": {
            "type": "choice",
            "label": "Favourite kind of tea",
            "values": list(KINDS_OF_TEA),
            "history": True,
        },
        "cups_a_day": {"type": "number", "label": "Cups a day"},
        "runs_out": {"type": "date", "label": "Tea runs out (reckoned each night)"},
    },
    "order_fields": {"gift": {"type": "yes_no", "label": "Wrapped as a gift"}},
    "product_fields": {"origin": {"type": "text", "label": "Origin"}},
    "lists": {"cart": {"label": "Cart"}, "wishlist": {"label": "Wish list"}},
    "zones": {"ch": {"label": "Switzerland, where some things have a price of their own"}},
    "segments": {
        "regulars": {"label": "Regulars"},
        "leaf_circle": {"label": "Leaf Circle: our best guests"},
        "cafes": {"label": "Cafés and offices"},
    },
    "product_segments": {
        "everyday": {"label": "Tea for every day"},
        "rare": {"label": "Rare things"},
        "first_flush": {"label": "First flush 2026"},
        "teaware": {"label": "Teaware"},
        "sampler": {"label": "Samplers and sets"},
    },
    "points_accounts": {"leaves": {"label": "Leaves: one for every euro"}},
    "promo_pools": {
        "welcome": {"label": "Welcome: 5 € off"},
        "cart": {"label": "Come back: free shipping"},
        "leaves": {"label": "For expiring leaves: 3 € off"},
        "first_flush": {"label": "First flush: one code for everybody", "kind": "multi_use"},
    },
}
