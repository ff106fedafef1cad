"""Bytes to text: UTF-8, and Windows-1252 (Latin-1 with the euro sign) for every byte that cannot be UTF-8."""

import codecs


class Decoder:
    """Decodes a stream that may stop anywhere, even inside a character."""

    def __init__(self) -> None:
        self._rest = b""
        self.met_other_bytes = False
        """Whether a byte came that is no UTF-8; stays true."""
        self.met_characters = False
        """Whether a character of several bytes came whole, so that the stream is UTF-8 after all; stays true."""

    @property
    def is_waiting(self) -> bool:
        """Whether the bytes of an unfinished character are kept back."""
        return bool(self._rest)

    def feed(self, data: bytes) -> str:
        """The text of all characters that are complete."""
        return self._decode(data, is_final=False)

    def flush(self) -> str:
        """The text of the bytes kept back; call it when nothing more has come for a while."""
        return self._decode(b"", is_final=True)

    def _decode(self, data: bytes, *, is_final: bool) -> str:
        left, parts = self._rest + data, list[str]()
        while left:
            try:
                text, used = codecs.utf_8_decode(left, "strict", is_final)
            except UnicodeDecodeError as error:
                self.met_other_bytes = True
                # The five bytes that Windows-1252 leaves undefined are dropped.
                parts += [left[: error.start].decode(), left[error.start : error.end].decode("cp1252", "ignore")]
                left = left[error.end :]
            else:
                self.met_characters = self.met_characters or not text.isascii()
                parts.append(text)
                left = left[used:]
                break
        self._rest = left
        return "".join(parts)


def text_of_bytes(data: bytes) -> str:
    """The text of whole bytes: as UTF-8, and every byte that cannot be UTF-8 as Windows-1252."""
    decoder = Decoder()
    return decoder.feed(data) + decoder.flush()
