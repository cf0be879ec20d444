package io.driftway.corpus;

import static io.driftway.corpus.Case.ignored;
import static io.driftway.corpus.Case.refused;
import static io.driftway.corpus.Case.utf8;
import static io.driftway.corpus.Case.verdict;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import java.util.List;

/** What the rows come wrapped in: bytes, encodings, line ends, packing, names that are no batch's. */
final class Envelopes {

    private static final byte[] MARK = Bytes.of(0xef, 0xbb, 0xbf);

    private Envelopes() {}

    static List<Case> cases(Table rows) {
        String text = rows.text();
        byte[] csv = rows.csv();
        byte[] packed = Bytes.gzip(csv);
        byte[] half = rows.first(150).csv();
        byte[] otherHalf = Bytes.gzip(utf8(text.substring(rows.first(150).text().length())));
        String umlaut = rows.cell(3, "region", "Köln").text();
        return List.of(
                refused("envelope/zero-bytes.csv", "", Reason.EMPTY, ""),
                refused("envelope/line-ends.csv", "\n\r\n\n\r", Reason.EMPTY, ""),
                refused("envelope/blanks.csv", "  \n \t \n", Reason.EMPTY, ""),
                refused("envelope/mark-alone.csv", MARK, Reason.EMPTY, ""),
                refused("envelope/nothing-packed.csv.gz", Bytes.gzip(new byte[0]), Reason.EMPTY, ""),
                refused("envelope/header-alone.csv", rows.headerLine(), Reason.NO_ROWS, ""),
                refused("envelope/header-no-line-end.csv", rows.headerLine().strip(), Reason.NO_ROWS, ""),
                refused("envelope/header-blank-lines.csv", rows.headerLine() + "\n\n \n", Reason.NO_ROWS, ""),
                verdict("envelope/crlf.csv", text.replace("\n", "\r\n")),
                verdict("envelope/cr.csv", text.replace("\n", "\r")),
                verdict("envelope/mixed.csv", text.replaceFirst("\n", "\r\n").replaceFirst("\n(?=C)", "\r")),
                verdict("envelope/no-last-line-end.csv", text.strip()),
                verdict("envelope/blank-lines.csv", "\n\n" + text.replace("\n", "\n\n")),
                verdict("envelope/byte-order-mark.csv", Bytes.join(MARK, utf8("\n" + text))),
                verdict("envelope/packed.csv.gz", Bytes.gzip(utf8(text + "\n"))),
                verdict("envelope/packed-name-does-not-say.csv", Bytes.gzip(utf8(text + "\n\n"))),
                verdict(
                        "envelope/two-members.csv.gz",
                        Bytes.join(Bytes.gzip(utf8(rows.headerLine())), Bytes.gzip(utf8(rows.body())))),
                refused(
                        "envelope/second-member-damaged.csv.gz",
                        Bytes.join(Bytes.gzip(half), Bytes.with(otherHalf, 2, 9)),
                        Reason.COMPRESSED,
                        ""),
                refused(
                        "envelope/second-member-no-gzip.csv.gz",
                        Bytes.join(Bytes.gzip(half), Bytes.with(otherHalf, 0, 0)),
                        Reason.COMPRESSED,
                        ""),
                refused(
                        "envelope/second-member-cut-in-its-head.csv.gz",
                        Bytes.join(Bytes.gzip(half), Bytes.cut(otherHalf, 7)),
                        Reason.COMPRESSED,
                        ""),
                refused(
                        "envelope/text-after-gzip.csv.gz",
                        Bytes.join(Bytes.gzip(half), utf8(rows.body())),
                        Reason.COMPRESSED,
                        ""),
                verdict(
                        "envelope/zeros-after-the-last-member.csv.gz",
                        Bytes.join(Bytes.gzip(half), otherHalf, new byte[512])),
                verdict("envelope/no-ending-in-its-name", utf8("\n\n\n" + text)),
                refused(
                        "envelope/utf-16-le.csv",
                        Bytes.join(Bytes.of(0xff, 0xfe), text.getBytes(UTF_16LE)),
                        Reason.ENCODING,
                        ""),
                refused(
                        "envelope/utf-16-be.csv",
                        Bytes.join(Bytes.of(0xfe, 0xff), text.getBytes(UTF_16BE)),
                        Reason.ENCODING,
                        ""),
                refused("envelope/utf-16-no-mark.csv", text.getBytes(UTF_16LE), Reason.BINARY, "line 1"),
                refused("envelope/utf-32.csv", Bytes.of(0xff, 0xfe, 0, 0, 'a', 0, 0, 0), Reason.ENCODING, ""),
                refused("envelope/latin-1.csv", umlaut.getBytes(ISO_8859_1), Reason.ENCODING, "line 5, column region"),
                refused(
                        "envelope/lone-continuation.csv",
                        spoiled(umlaut, 0x80),
                        Reason.ENCODING,
                        "line 5, column region"),
                refused("envelope/overlong.csv", spoiled(umlaut, 0xc0), Reason.ENCODING, "line 5, column region"),
                refused(
                        "envelope/cut-in-a-letter.csv",
                        Bytes.cut(
                                utf8(rows.first(1).text() + "C1,Kö"),
                                utf8(rows.first(1).text()).length + 5),
                        Reason.ENCODING,
                        "line 3, column region"),
                refused(
                        "envelope/nul.csv",
                        rows.cell(9, "region", "a\0b").text(),
                        Reason.BINARY,
                        "line 11, column region"),
                refused("envelope/cut-short.csv.gz", Bytes.cut(packed, packed.length / 2), Reason.COMPRESSED, ""),
                refused(
                        "envelope/damaged.csv.gz",
                        Bytes.with(packed, packed.length - 6, packed[packed.length - 6] + 1),
                        Reason.COMPRESSED,
                        ""),
                refused("envelope/head-of-gzip-alone.csv.gz", Bytes.of(0x1f, 0x8b), Reason.COMPRESSED, ""),
                refused("envelope/packed-twice.csv.gz", Bytes.gzip(packed), Reason.COMPRESSED, ""),
                refused("envelope/zstd.csv.zst", Bytes.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0), Reason.COMPRESSED, ""),
                refused("envelope/xz.csv.xz", Bytes.of(0xfd, '7', 'z', 'X', 'Z', 0, 0), Reason.COMPRESSED, ""),
                refused("envelope/zip.zip", Bytes.zip("a.csv", csv), Reason.ARCHIVE, ""),
                refused("envelope/zip-that-climbs.csv", Bytes.zip("../../a.csv", csv), Reason.ARCHIVE, ""),
                refused("envelope/zip-in-gzip.csv.gz", Bytes.gzip(Bytes.zip("a.csv", csv)), Reason.ARCHIVE, ""),
                refused("envelope/bomb.csv.gz", bomb(rows), Reason.EXPANSION_LIMIT, ""),
                refused(
                        "envelope/bomb-of-one-line.csv.gz",
                        Bytes.packed(new byte[1 << 20], 64),
                        Reason.ROW_TOO_LONG,
                        "line 1"),
                refused("envelope/json.csv", "{\"a\": 1,\n\"b\": 2}\n", Reason.SCHEMA_MISSING, "line 1"),
                refused("envelope/page.csv", "<!DOCTYPE html>\n<html>\n", Reason.SCHEMA_MISSING, "line 1"),
                refused("envelope/pdf.csv", "%PDF-1.7\n%âãÏÓ\n", Reason.SCHEMA_MISSING, "line 1"),
                refused("envelope/larger-than-allowed.csv", new byte[Corpus.MAX_BYTES + 1], Reason.TOO_LARGE, ""),
                verdict(
                        "envelope/same-bytes-again.csv",
                        Bytes.join(MARK, utf8("\n" + text)),
                        WarningCode.DUPLICATE_CONTENT),
                ignored("envelope/.hidden.csv", csv),
                ignored("envelope/_SUCCESS", new byte[0]),
                ignored("envelope/_part.csv", csv),
                ignored("envelope/upload.csv.tmp", csv),
                ignored("envelope/a.csv.crc", Bytes.of(1, 2, 3)),
                ignored("envelope/folder/", new byte[0]));
    }

    /** The first byte of the only letter that has two is another. */
    private static byte[] spoiled(String text, int first) {
        byte[] bytes = utf8(text);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == (byte) 0xc3) {
                return Bytes.with(bytes, i, first);
            }
        }
        throw new IllegalArgumentException("there is no such letter");
    }

    private static byte[] bomb(Table rows) {
        Table wide = rows.first(1).column("region", row -> "x".repeat(10_000));
        return Bytes.join(
                Bytes.gzip(utf8(wide.headerLine())),
                Bytes.packed(utf8(wide.body().repeat(100)), 100));
    }
}
