"""Writes a few records and finds them again, by key and by range.

Runs on an embedded instance: the first call starts a server on this machine, which ends by itself when idle.
"""

from sleeper.sleeper import SleeperClient

my_sleeper = SleeperClient("my_sleeper_instance")

if "my_table" in my_sleeper.tables():
    my_sleeper.drop_table("my_table")
my_sleeper.create_table("my_table", {"key": str, "value": str}, row_keys=["key"])

# Write a batch of records. When the call returns they are durable, and every query sees them.
records = [
    {"key": "akey", "value": "first value"},
    {"key": "anotherkey", "value": "second value"},
    {"key": "bkey", "value": "third value"},
    {"key": "ckey", "value": "fourth value"},
]
my_sleeper.write_single_batch("my_table", records)
print("Wrote {} records".format(len(records)))

# Find the records with some keys.
print("\nThe records with the keys 'akey' and 'anotherkey':")
for row in my_sleeper.exact_key_query("my_table", {"key": ["akey", "anotherkey"]}):
    print(row)

# Find the records in a range: from 'a', which is in it, to 'c', which is not.
print("\nThe records from 'a' to 'c':")
for row in my_sleeper.range_key_query("my_table", [{"key": ["a", True, "c", False]}]):
    print(row["key"], "->", row["value"])
