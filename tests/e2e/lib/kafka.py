#!/usr/bin/env python3
"""A private Kafka, and records put on its topics and read from them by another client than sluis has: librdkafka through ctypes.

    with Kafka(folder) as kafka:
        house = House(..., **kafka.settings("prefix", partitions=4))
        kafka.produce("prefix.levering.v1", 0, b"nonsense")
        for record in kafka.records("prefix.gebeurtenis.v1"): ...
"""
import ctypes
import pathlib
import re
import subprocess
from typing import NamedTuple

from warehouse import PROGRAM, ROOT, clean_environment

PATIENCE_MS = 30000
PRODUCER, CONSUMER, BEGINNING, NO_ERROR, COPY = 0, 1, -2, 0, 2


class Message(ctypes.Structure):   # rd_kafka_message_t
    _fields_ = [("err", ctypes.c_int), ("rkt", ctypes.c_void_p), ("partition", ctypes.c_int32), ("payload", ctypes.c_void_p),
                ("len", ctypes.c_size_t), ("key", ctypes.c_void_p), ("key_len", ctypes.c_size_t), ("offset", ctypes.c_int64),
                ("private", ctypes.c_void_p)]


class Record(NamedTuple):
    partition: int
    offset: int
    key: bytes
    value: bytes
    written_ms: int   # since 1970, by the clock of the broker


def library() -> ctypes.CDLL:
    rdkafka = ctypes.CDLL("librdkafka.so.1")
    pointers = ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_topic_new")
    for name in pointers:
        getattr(rdkafka, name).restype = ctypes.c_void_p
    rdkafka.rd_kafka_consume.restype = ctypes.POINTER(Message)
    rdkafka.rd_kafka_message_timestamp.restype = ctypes.c_int64
    return rdkafka


class Kafka:
    """secure: lets nobody in without TLS and a password; self.settings holds both, and ours is not among the clients that know them."""

    def __init__(self, folder: pathlib.Path, brokers: int = 1, secure: bool = False):
        self.folder, self.brokers = folder / "kafka", brokers
        self.words = (str(brokers), "secure") if secure else (str(brokers),)
        self.rdkafka = library()

    def __enter__(self) -> "Kafka":
        self.script("start", *self.words)
        self.settings = dict(re.findall(r"(SLUIS_KAFKA_\w+)=(\S+)", self.script("env")))
        self.servers = self.settings["SLUIS_KAFKA_BOOTSTRAP_SERVERS"]
        return self

    def __exit__(self, *_) -> None:
        self.script("remove")

    def script(self, verb: str, *more: str) -> str:
        return subprocess.run([ROOT / "deploy" / "kafka" / "cluster", verb, self.folder, *more], check=True, env=clean_environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout

    def create(self, prefix: str, partitions: int) -> None:
        environment = clean_environment() | {"SLUIS_KAFKA_BOOTSTRAP_SERVERS": self.servers}
        subprocess.run([PROGRAM, "topics", "create", "--bus-topics", prefix, "--partitions", str(partitions), "--replicas",
                        str(min(self.brokers, 3))], check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def client(self, kind: int) -> int:
        rdkafka, reason = self.rdkafka, ctypes.create_string_buffer(256)
        conf = ctypes.c_void_p(rdkafka.rd_kafka_conf_new())
        rdkafka.rd_kafka_conf_set(conf, b"bootstrap.servers", self.servers.encode(), reason, 256)
        made = rdkafka.rd_kafka_new(kind, conf, reason, 256)
        if not made:
            raise RuntimeError(reason.value.decode())
        return ctypes.c_void_p(made)

    def produce(self, topic: str, partition: int, *values: bytes) -> None:
        """Returns when the broker has them."""
        client = self.client(PRODUCER)
        handle = ctypes.c_void_p(self.rdkafka.rd_kafka_topic_new(client, topic.encode(), None))
        for value in values:
            if self.rdkafka.rd_kafka_produce(handle, ctypes.c_int32(partition), COPY, value, ctypes.c_size_t(len(value)), None,
                                             ctypes.c_size_t(0), None) != 0:
                raise RuntimeError("cannot produce")
        left = self.rdkafka.rd_kafka_flush(client, PATIENCE_MS)
        self.rdkafka.rd_kafka_topic_destroy(handle)
        self.rdkafka.rd_kafka_destroy(client)
        if left != NO_ERROR:
            raise RuntimeError("the broker did not take a record")

    def ends(self, topic: str, partitions: int) -> list[int]:
        client = self.client(CONSUMER)
        ends = []
        for partition in range(partitions):
            first, behind = ctypes.c_int64(), ctypes.c_int64()
            if self.rdkafka.rd_kafka_query_watermark_offsets(client, topic.encode(), ctypes.c_int32(partition), ctypes.byref(first),
                                                             ctypes.byref(behind), PATIENCE_MS) != 0:
                raise RuntimeError(f"no end of {topic}")
            ends.append(behind.value)
        self.rdkafka.rd_kafka_destroy(client)
        return ends

    def records(self, topic: str, partitions: int) -> list[Record]:
        """All that is there."""
        found = []
        for partition, behind in enumerate(self.ends(topic, partitions)):
            if behind > 0:
                found += self.read_partition(topic, partition, behind)
        return found

    def read_partition(self, topic: str, partition: int, behind: int) -> list[Record]:
        client = self.client(CONSUMER)
        handle = ctypes.c_void_p(self.rdkafka.rd_kafka_topic_new(client, topic.encode(), None))
        self.rdkafka.rd_kafka_consume_start(handle, ctypes.c_int32(partition), ctypes.c_int64(BEGINNING))
        found = []
        while not found or found[-1].offset < behind - 1:
            message = self.rdkafka.rd_kafka_consume(handle, ctypes.c_int32(partition), PATIENCE_MS)
            if not message:
                raise RuntimeError(f"{topic}:{partition} stops after {len(found)} records")
            each = message.contents
            if each.err == NO_ERROR:
                found.append(Record(partition, each.offset, ctypes.string_at(each.key, each.key_len) if each.key else b"",
                                    ctypes.string_at(each.payload, each.len),
                                    self.rdkafka.rd_kafka_message_timestamp(message, ctypes.byref(ctypes.c_int()))))
            self.rdkafka.rd_kafka_message_destroy(message)
        self.rdkafka.rd_kafka_consume_stop(handle, ctypes.c_int32(partition))
        self.rdkafka.rd_kafka_topic_destroy(handle)
        self.rdkafka.rd_kafka_destroy(client)
        return found
