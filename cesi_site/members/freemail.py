"""Mail domains that anybody can have an address at: none of them says for whom a person works (promise E4)."""

from __future__ import annotations

# Services open to everyone, worldwide and in Europe, and the Belgian providers that hand out addresses.
# A name without a point stands for every ending: hotmail.com, hotmail.be, hotmail.fr …
_FAMILIES = frozenset({"gmail", "googlemail", "hotmail", "live", "msn", "outlook", "yahoo", "ymail", "gmx"})
_DOMAINS = frozenset(
    {
        "aol.com", "belgacom.net", "bluewin.ch", "brutele.be", "duck.com", "edpnet.be", "fastmail.com", "free.fr",
        "fulladsl.be", "home.nl", "hushmail.com", "icloud.com", "kpnmail.nl", "laposte.net", "mac.com", "mail.be",
        "mail.com", "mailbox.org", "mailfence.com", "me.com", "mobistar.be", "numericable.be", "orange.be", "orange.fr",
        "pandora.be", "planet.nl", "pm.me", "posteo.de", "posteo.net", "proton.me", "protonmail.ch", "protonmail.com",
        "proximus.be", "qq.com", "rocketmail.com", "scarlet.be", "sfr.fr", "skynet.be", "telenet.be", "tutanota.com",
        "tuta.com", "tuta.io", "versatel.be", "voo.be", "wanadoo.fr", "web.de", "xs4all.be", "xs4all.nl", "yandex.com",
        "ziggo.nl", "zoho.com", "zohomail.eu",
    }
)  # fmt: skip


def is_freemail(domain: str) -> bool:
    """Tell whether anybody can have an address at this domain (in lower case)."""
    return domain in _DOMAINS or domain.partition(".")[0] in _FAMILIES
