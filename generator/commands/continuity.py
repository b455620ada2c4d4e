"""`bygd bundle`, `verify`, `mirror`, `drift`, `publish` and `key`: copies of a portal that outlive its host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options import Debug, Lang, Language, explained, say, signing_key
from generator.stop import Exit, Stop

if TYPE_CHECKING:
    from generator.continuity.signature import PublicKey

app = typer.Typer()

Site = Annotated[str, typer.Argument(help="Portalen, som den står byggd.")]
Built = Annotated[Path, typer.Option("--from", help="Mappen med byggda portaler.")]
Signed = Annotated[str, typer.Option("--key", help="Öppen nyckel: raden själv, eller filen med den.")]


def _built_site(built: Path, site: str) -> Path:
    folder = built / site
    if not folder.is_dir():
        raise Stop("not-built", str(folder))
    return folder


def _public_key(given: str) -> PublicKey | None:
    from generator.continuity.signature import read_public_key

    return read_public_key(given) if given else None


@app.command()
def bundle(
    site: Site,
    out: Annotated[Path, typer.Option("--out", help="Mapp att lägga kopiorna i.")] = Path("build/bundle"),
    built: Built = Path("dist"),
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Gör kopior att bära med sig: zip, en sida att skriva ut, och zim. Make copies to carry: zip, one page, zim."""
    with explained(lang, debug):
        from generator.continuity.bundle import bundle as make

        for path in make(_built_site(built, site), out, signing_key()):
            print(f"{path} ({path.stat().st_size // 1000} kB)")


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="En mapp, en zip, eller en fil med SHA256SUMS bredvid.")],
    key: Signed = "",
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Kontrollera att en kopia är hel och äkta. Check that a copy is whole and genuine."""
    with explained(lang, debug):
        from generator.continuity.verify import verify as look

        verdict = look(path, _public_key(key))
        for name, damage in verdict.damages.items():
            print(f"{DAMAGES[damage][lang is Lang.EN]}: {name}")
        say(_verdict_words(len(verdict.damaged), verdict.signed, lang))
        raise typer.Exit(Exit.DONE if verdict.sound else Exit.CONTENT)


DAMAGES = {"altered": ("ändrad", "altered"), "missing": ("saknas", "missing"), "added": ("hör inte dit", "added")}
"""In Swedish and in English."""


def _verdict_words(damaged: int, signed: bool | None, lang: Lang) -> str:
    swedish = lang is Lang.SV
    if damaged:
        return f"Inte hel. Antal fel: {damaged}." if swedish else f"Not whole. Faults: {damaged}."
    if signed is False:
        return "Signaturen saknas eller är inte äkta." if swedish else "The signature is missing or not genuine."
    if signed:
        return "Hel, och signaturen är äkta." if swedish else "Whole, and the signature is genuine."
    return "Hel. Signaturen är inte kontrollerad." if swedish else "Whole. The signature was not checked."


@app.command(name="mirror")
def mirror_site(
    source: Annotated[str, typer.Argument(help="Portalens adress, eller en mapp.")],
    target: Annotated[Path, typer.Argument(help="Mappen som ska hållas lika.")],
    key: Signed = "",
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Låt många filer försvinna på en gång.")
    ] = False,
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Hämta en publicerad portal till en spegel. Bring a mirror up to date with a published site."""
    with explained(lang, debug):
        from generator.continuity.mirror import mirror, origin

        with origin(source) as opened:
            done = mirror(opened, target, _public_key(key), allow_removals=allow_removals)
        words = "byggd {}: {} hämtade, {} fanns" if lang is Lang.SV else "built {}: {} fetched, {} were here"
        print(words.format(done.built, done.fetched, done.kept))


@app.command(name="drift")
def compare(
    one: Annotated[str, typer.Argument(help="En adress eller mapp.")],
    other: Annotated[str, typer.Argument(help="En annan adress eller mapp.")],
    hours: Annotated[float, typer.Option("--hours", help="Så mycket äldre får den ena vara.")] = 24.0,
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Jämför två kopior av en portal sida för sida. Compare two copies of a site page by page."""
    with explained(lang, debug):
        from generator.continuity.drift import drift, left_away
        from generator.continuity.mirror import origin

        with origin(one) as first, origin(other) as second:
            found = drift(first, second)
            headers = [(at, name) for at, copy in ((one, first), (other, second)) for name in left_away(at, copy)]
        for at, names in zip((one, other), found.missing, strict=True):
            for name in names:
                print(f"{'saknas i' if lang is Lang.SV else 'missing from'} {at}: {name}")
        for name in found.differing:
            print(f"{'skiljer' if lang is Lang.SV else 'differs'}: {name}")
        for at, name in headers:
            print(f"{'svarar utan' if lang is Lang.SV else 'answers without'} {name}: {at}")
        words = "{} sidor jämförda. Byggda {} och {}." if lang is Lang.SV else "{} pages compared. Built {} and {}."
        say(words.format(found.pages, *found.built))
        if found.hours_apart > hours:
            say("Den ena är för gammal." if lang is Lang.SV else "One of them is too old.")
        raise typer.Exit(Exit.DONE if found.same and found.hours_apart <= hours else Exit.CONTENT)


@app.command()
def publish(
    site: Site,
    to: Annotated[str, typer.Option("--to", help="En mapp, eller namn@dator:/mapp över ssh.")],
    rollback: Annotated[bool, typer.Option("--rollback", help="Visa versionen före den som visas.")] = False,
    built: Built = Path("dist"),
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Publicera en byggd portal utan Netlify, eller ta tillbaka. Publish a built site without Netlify, or roll back."""
    with explained(lang, debug):
        from generator.continuity import delivery
        from generator.continuity.versions import roll_back

        if ":" in to:
            destination = delivery.read_destination(to)
            if rollback:
                delivery.roll_back_over_ssh(destination)
            else:
                delivery.over_ssh(_built_site(built, site), destination, key=signing_key())
        elif rollback:
            roll_back(Path(to))
        else:
            delivery.to_folder(_built_site(built, site), Path(to), signing_key())
        print(f"{site} -> {to}")


@app.command(name="key")
def new_key(
    path: Annotated[Path, typer.Argument(help="Fil för den hemliga nyckeln, utanför arkivet.")],
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Skapa en nyckel att signera kopior med. Make a key to sign copies with."""
    with explained(lang, debug):
        from generator.continuity.signature import write_new_key

        print(write_new_key(path).as_line())


@app.command(name="host-config")
def host_config(
    host: Annotated[str, typer.Argument(help="nginx eller caddy.")],
    site: Site,
    name: Annotated[str, typer.Option("--name", help="Portalens namn på nätet.")] = "localhost",
    folder: Annotated[str, typer.Option("--folder", help="Mappen på servern.")] = "",
    http: Annotated[bool, typer.Option("--http", help="För en låda utan https och internet.")] = False,
    built: Built = Path("dist"),
    lang: Language = Lang.SV,
    debug: Debug = False,
) -> None:
    """Skriv ut inställningar för en egen webbserver. Print the configuration of a web server of one's own."""
    with explained(lang, debug):
        from generator.continuity.host_config import HOSTS, over_http, read_rules

        if host not in HOSTS:
            raise Stop("no-host", ", ".join(HOSTS))
        rules = read_rules(_built_site(built, site))
        # Caddy fetches a certificate for a name, unless the name says that it shall not.
        name = f"http://{name}" if http and host == "caddy" else name
        print(HOSTS[host](over_http(rules) if http else rules, name, folder or f"/srv/www/{site}"), end="")
