"""Any S3: put only where nothing is, and trust no server's own checksum (signering-dokumenter.md §5.4)."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import IO, Any

from portal.errors import Unavailable
from portal.filestore.base import KeyTaken, Missing, checked_key, verified
from portal.settings import Settings

#: Seconds to connect, and to wait for an answer.
CONNECT_S, READ_S = 3.0, 10.0
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
_UNKNOWN_HEADER = {"NotImplemented", "501"}
_ABSENT = {"NoSuchKey", "NotFound", "404"}


class S3Store:
    """One private bucket. No retries of our own: a retried write would meet its own first try as «taken»."""

    name = "s3"

    def __init__(
        self,
        *,
        bucket: str,
        endpoint: str | None,
        key: str | None,
        secret: str | None,
        region: str,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
    ) -> None:
        self._bucket, self._endpoint, self._region = bucket, endpoint, region
        self._key, self._secret = key, secret
        self._connect_s, self._read_s = connect_s, read_s

    @classmethod
    def from_settings(cls, settings: Settings) -> "S3Store":
        """The store of an installation; `s3_bucket` must be set."""
        if settings.s3_bucket is None:
            raise ValueError("s3_bucket is not set")
        return cls(
            bucket=settings.s3_bucket,
            endpoint=settings.s3_endpoint,
            key=settings.s3_key,
            secret=settings.s3_secret,
            region=settings.s3_region,
        )

    @cached_property
    def _client(self) -> Any:
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self._endpoint,
            aws_access_key_id=self._key,
            aws_secret_access_key=self._secret,
            region_name=self._region,
            config=Config(
                connect_timeout=self._connect_s,
                read_timeout=self._read_s,
                retries={"total_max_attempts": 1},
                # The trailing checksum of newer clients is refused by older servers; ours is a header.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if self._endpoint else "auto"},
            ),
        )

    def put(self, key: str, source: IO[bytes], *, size: int, sha256: bytes) -> None:
        """See Store.put; afterwards the size is asked for, since some servers take half a body."""
        what = {
            "Bucket": self._bucket,
            "Key": checked_key(key),
            "Body": source,
            "ContentLength": size,
            "ContentType": "application/octet-stream",
            "ChecksumSHA256": b64encode(sha256).decode(),
        }
        start = source.tell()
        if source.seek(0, 2) - start != size:  # a server would wait for the rest until it gives up
            raise Unavailable(f"filestore: {source.tell() - start} bytes came, {size} were promised")
        source.seek(start)
        try:
            self._ask("put_object", IfNoneMatch="*", **what)
        except _SaysNo as no:
            if no.code in _TAKEN:
                raise KeyTaken(key) from no
            if no.code not in _UNKNOWN_HEADER:
                raise Unavailable(f"filestore: {no.code}") from no
            # The server does not know If-None-Match. Keys are random, so a look first is enough.
            if self.exists(key):
                raise KeyTaken(key) from no
            source.seek(start)
            self._must("put_object", **what)
        head = self._must("head_object", Bucket=self._bucket, Key=key)
        if head["ContentLength"] != size:
            raise Unavailable(f"filestore: {head['ContentLength']} bytes stored, {size} sent")

    def open(self, key: str, *, sha256: bytes) -> IO[bytes]:
        """See Store.open."""
        try:
            answer = self._ask("get_object", Bucket=self._bucket, Key=checked_key(key))
        except _SaysNo as no:
            if no.code in _ABSENT:
                raise Missing(key) from no
            raise Unavailable(f"filestore: {no.code}") from no
        body = answer["Body"]
        try:
            return verified(body, sha256=sha256)
        except _network_errors() as error:
            raise Unavailable("filestore: the connection broke") from error
        finally:
            body.close()

    def exists(self, key: str) -> bool:
        """See Store.exists."""
        try:
            self._ask("head_object", Bucket=self._bucket, Key=checked_key(key))
        except _SaysNo as no:
            if no.code in _ABSENT:
                return False
            raise Unavailable(f"filestore: {no.code}") from no
        return True

    def delete(self, key: str) -> None:
        """See Store.delete; a versioned bucket keeps what its own rules say."""
        self._must("delete_object", Bucket=self._bucket, Key=checked_key(key))

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """See Store.keys; a thousand at a time."""
        more: dict[str, str] = {}
        while True:
            answer = self._must("list_objects_v2", Bucket=self._bucket, Prefix=prefix, **more)
            for found in answer.get("Contents", []):
                yield found["Key"], found["LastModified"]
            if not answer.get("IsTruncated"):
                return
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    def _must(self, operation: str, **what: Any) -> Any:
        try:
            return self._ask(operation, **what)
        except _SaysNo as no:
            raise Unavailable(f"filestore: {no.code}") from no

    def _ask(self, operation: str, **what: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client, operation)(**what)
        except ClientError as error:
            raise _SaysNo(str(error.response.get("Error", {}).get("Code", "?"))) from error
        except BotoCoreError as error:
            raise Unavailable(f"filestore: {type(error).__name__}") from error


class _SaysNo(Exception):
    """The server answered with an error code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _network_errors() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError

    return (BotoCoreError, OSError)
