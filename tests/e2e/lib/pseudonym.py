"""The pseudonym and the keyed hashes as the contract spells them, written a second time to judge the program by."""
import hashlib
import hmac
import pathlib
import uuid


def sha256_mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


class Pseudonyms:
    def __init__(self, key_file: pathlib.Path):
        master = bytes.fromhex(key_file.read_text(encoding="ascii").strip())
        self.key_id = sha256_mac(master, b"sluis/v1/key-id").hex()[:8]
        extracted = sha256_mac(bytes(32), master)                                            # RFC 5869, no salt
        self.key = sha256_mac(extracted, f"sluis/v1/bsn/{self.key_id}".encode() + b"\x01")        # 32 bytes: one block

    def of_bsn(self, bsn: str) -> str:
        return self.keyed(f"NL:bsn:{bsn}")

    def of_number(self, domein: str, gemeente: str, number: str) -> str:
        return self.keyed(f"NL:toewijzingnummer:{domein}:{gemeente}:{number}")

    def keyed(self, text: str) -> str:
        return str(uuid.UUID(bytes=sha256_mac(self.key, text.encode())[:16]))

    @property
    def check_value(self) -> str:
        return sha256_mac(self.key, b"NL:bsn:000000000").hex()[:16]
