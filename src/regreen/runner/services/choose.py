"""Which server serves an image: one with the extensions that the suite asks for, then the nearest version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from regreen.runner.services import fetch, installation, providers
from regreen.runner.services.extensions import of_image
from regreen.runner.services.fetch import Offer
from regreen.runner.services.image import MYSQL, POSTGRES, Image
from regreen.runner.services.providers import Provider
from regreen.runner.services.server import Account


class Choice(Struct, frozen=True):
    """A provider, what it must not show (`hidden`), and what the suite asks for in vain (`missing`)."""

    provider: Provider
    hidden: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def choose(
    image: Image,
    asked: frozenset[str],
    *,
    lasting: Path,
    account: Account,
    tell: Callable[[str], None],
    network: bool,
) -> Choice | str:
    """The best there is; a better one is fetched where the network may be used. A text says why there is none."""
    here = _usable(image, lasting, account)
    wanted = asked & of_image(image, int(image.major or 0)) if image.kind == POSTGRES else frozenset[str]()
    best = min(here, key=lambda one: distance(image, one, wanted), default=None)
    why = ""
    if network and (best is None or distance(image, best, wanted) > (0, 0, 0)):
        for offer in sorted(fetch.offers(image.kind), key=lambda one: _hoped(image, one, wanted)):
            if best is not None and _hoped(image, offer, wanted)[:2] >= distance(image, best, wanted)[:2]:
                break
            if why := fetch.fetched(offer, lasting, tell):
                continue
            here = _usable(image, lasting, account)
            best = min(here, key=lambda one: distance(image, one, wanted), default=None)
            break
    if best is None:
        return f"no server for {image.text} is installed" + (f" ({why})" if why else "")
    if image.kind != POSTGRES:
        return Choice(best)
    has = installation.extensions(best)
    return Choice(best, has - of_image(image, int(image.major or 0)), wanted - has)


def _usable(image: Image, lasting: Path, account: Account) -> list[Provider]:
    found = [one for one in providers.found(image.kind, lasting) if account.reaches(one.program)]
    return [one for one in found if image.kind != MYSQL or one.product == "mariadb"]


def distance(image: Image, provider: Provider, wanted: frozenset[str]) -> tuple[int, int, int]:
    """How far a provider is from the image: extensions that are missing, versions apart, another product."""
    missing = len(wanted - installation.extensions(provider)) if wanted else 0
    apart = _apart(image, provider.level(image.product), provider.product)
    return missing, apart, int(provider.product != image.product)


def _hoped(image: Image, offer: Offer, wanted: frozenset[str]) -> tuple[int, int, int]:
    """The same for one that is not here yet."""
    provider = Provider(Path(offer.name), str(offer.version), "", offer.product)
    missing = sum(not fetch.brings(offer, name) for name in wanted)
    apart = _apart(image, provider.level(image.product), offer.product)
    return missing, apart, int(offer.product != image.product)


def _apart(image: Image, level: int, product: str) -> int:
    """Twice the difference of the versions, and one more where the provider is the older one."""
    if not image.major or {image.product, product} == {"mysql", "mariadb"}:
        return 0
    wanted = int(image.major)
    return 2 * abs(level - wanted) + (level < wanted)
