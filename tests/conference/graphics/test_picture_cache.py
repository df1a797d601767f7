"""The cache of pictures: the latest ones are kept, and no more."""

from conference.graphics.picture_cache import PictureCache


async def test_kept_pictures_are_bounded() -> None:
    drawn: list[str] = []

    def draw(content: str) -> bytes:
        drawn.append(content)
        return content.encode()

    pictures = PictureCache(draw, most_kept=2)
    for content in ("a", "b", "c", "c"):
        assert await pictures.read_picture(content) == content.encode()
    assert drawn == ["a", "b", "c"]
    await pictures.read_picture("a")
    assert drawn == ["a", "b", "c", "a"]
