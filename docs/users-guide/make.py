"""The users' guide's pictures, taken from the real dashboard: `python docs/users-guide/make.py [--looks] [NAME ...]`.

All of them, or those whose name starts with a NAME; with --looks every page in its four looks as well (looks.md).
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import looks  # noqa: E402
from camera import Shot, Studio, small  # noqa: E402
from shots import INVITED, SHOTS  # noqa: E402

from ingest import pipeline  # noqa: E402
from matching.accounts.people import People  # noqa: E402
from matching.corporate import CorporateDatabase  # noqa: E402
from matching.corporate.access import OPERATOR  # noqa: E402
from matching.corporate.accounts import NewAccount  # noqa: E402
from tests.browser.conftest import CHROMIUM  # noqa: E402
from tests.browser.serving import Site, running_site  # noqa: E402
from tests.dashboard.accounts import make_account  # noqa: E402

# A firm for which open orders are listed, and the order for which it is asked.
FIRM, ASKED_FOR = "A-0237", "H26-059"
LOGINS = {"supplier": "guide-supplier"}
# Two firms that the sample data know, as others wrote them.
TWINS = """企業名,所在地,電話番号,加工内容
㈱ミトコン機工,茨城県ひたちなか市,0299-00-9125,コンベヤの製作
（有）モリヤラバー,茨城県石岡市,0299-00-9237,ゴムロールの巻替え
"""


def prepare(site: Site, folder: Path) -> str:
    """What pictures need besides the sample data: a supplier's account, its introduction, firms that may be one, an invitation.

    Returns the invitation's path.
    """
    twins = folder / "名刺から.csv"
    twins.write_text(TWINS, encoding="utf-8")
    with CorporateDatabase.open(site.settings.database_url) as db:
        supplier = db.supplier_by_key(FIRM).id
        make_account(db, site.settings, LOGINS["supplier"], ["supplier"], supplier_id=supplier)
        db.introductions.begin(OPERATOR, ASKED_FOR, supplier)
        pipeline.run(twins, db, person="見本")
        new = NewAccount("架空 太郎", ["supplier"], login="kakuu-taro", supplier_id=supplier)
        letter = People(db, OPERATOR, site.settings).invite(new).letter
    return "/invitation/" + letter.address.rsplit("/", 1)[1]


def main(arguments: list[str]) -> int:
    """Take the pictures; 1 if one could not be taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--looks", action="store_true", help="every page in its four looks as well")
    asked = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    try:
        with running_site(folder) as site, sync_playwright() as playwright:
            link = prepare(site, folder)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            failed = take_all(Studio(browser, site, LOGINS), asked.names, link, with_looks=asked.looks)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        print(f"not taken: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def take_all(studio: Studio, names: list[str], link: str, *, with_looks: bool) -> list[str]:
    """Take and write the pictures; returns the names of those that could not be taken."""
    wanted = tuple(names) or ("",)
    work: list[tuple[Path, Callable[[], bytes]]] = [
        (HERE / f"{shot.name}.png", _picture(studio, shot, link))
        for shot in SHOTS
        if shot.name.startswith(wanted)
    ]
    if with_looks:
        looks.FOLDER.mkdir(exist_ok=True)
        looks.INDEX.write_text(looks.index(), encoding="utf-8")
        work += [
            (looks.FOLDER / f"{look.name}.png", _look(studio, look))
            for look in looks.all_looks()
            if look.name.startswith(wanted)
        ]
    failed = []
    for path, taken in work:
        try:
            picture = taken()
        except Exception as error:
            failed.append(path.stem)
            print(f"{path.stem}: {str(error)[:600]}", file=sys.stderr)
        else:
            path.write_bytes(picture)
            print(f"{path.stem}: {len(picture):,} bytes", flush=True)
    return failed


def _picture(studio: Studio, shot: Shot, link: str) -> Callable[[], bytes]:
    one = replace(shot, path=link) if shot.path == INVITED else shot
    return lambda: small(Image.open(io.BytesIO(studio.take(one))))


def _look(studio: Studio, look: looks.Look) -> Callable[[], bytes]:
    return lambda: looks.photograph(studio, look)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
