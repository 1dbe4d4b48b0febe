"""Files: found in a folder, chosen by patterns, opened, unpacked, decoded; bounded in size and in what they hold.

walking.py, selection.py       the files of a folder; those that patterns ask for
opening.py, unpacking.py       bounded blocks of bytes; gzip, Zstandard, bzip2, xz
archives.py, inside.py         the files in a .zip or .tar; which of them are read
decoding.py                    the encoding of bytes
lines.py, line_ends.py         numbered lines of bounded length; those of old Macs
sniffing.py                    the format, where no suffix says it
suffixes.py, vocabularies.py   what to do with formats, and XML, that are not read
bounds.py                      limits on the number of values, tags and cells of a file
"""
