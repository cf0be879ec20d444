package io.driftway.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.driftway.core.batch.Limits;
import io.driftway.core.stream.RowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a JSON object as one row: a name is a column, its text, number, true or false a cell. A number keeps its digits as they are written; null is an empty cell. An object whose row the
 * inbox would refuse is poison, so that it does not spoil the batch.
 */
public final class JsonRow implements RowReader {

    private static final int MAX_DEPTH = 64;

    /** How Jackson begins to say it. */
    private static final String TWICE = "Duplicate field";

    private final List<String> columns;
    private final Set<String> wanted;
    private final Limits limits;
    private final JsonFactory json;

    /**
     * @param columns names that are read, all others are passed over; empty to read all
     * @param limits of the inbox
     */
    public JsonRow(List<String> columns, Limits limits) {
        this.columns = List.copyOf(columns);
        this.wanted = new HashSet<>(columns);
        this.limits = limits;
        json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(limits.rowBytes())
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Row read(byte[] value) {
        try (JsonParser parser = json.createParser(
                UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString())) {
            return row(parser);
        } catch (CharacterCodingException malformed) {
            return new Poison("not UTF-8");
        } catch (StreamConstraintsException beyond) {
            return new Poison("a name, a number or a text is too long, or too much is nested");
        } catch (JsonEOFException cut) {
            return new Poison("the JSON ends too early");
        } catch (JsonParseException malformed) {
            boolean twice = malformed.getOriginalMessage().startsWith(TWICE);
            return new Poison((twice ? "a name that stands twice, before character " : "no JSON from character ")
                    + Math.max(0, malformed.getLocation().getCharOffset())
                    + (twice ? "" : " on"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Row row(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Poison("no JSON object");
        }
        SortedMap<String, String> cells = new TreeMap<>();
        long bytes = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (!columns.isEmpty() && !wanted.contains(name)) {
                parser.skipChildren();
                continue;
            }
            if (token.isStructStart()) {
                return new Poison("a nested value at character "
                        + parser.currentTokenLocation().getCharOffset());
            }
            String cell = token == JsonToken.VALUE_NULL ? "" : parser.getText();
            if (cell.length() > limits.cellChars() || name.length() > limits.cellChars()) {
                return new Poison("a cell longer than " + limits.cellChars() + " characters");
            }
            if (isNoText(cell) || isNoText(name)) {
                return new Poison("a NUL character or half a character");
            }
            if (columns.isEmpty() && isNoName(name)) {
                return new Poison("a name that is blank, or has blanks around it");
            }
            cells.put(name, cell);
            bytes += cell.getBytes(UTF_8).length + 1L;
        }
        return parser.nextToken() == null ? judged(cells, bytes) : new Poison("more than one JSON value");
    }

    private Row judged(SortedMap<String, String> cells, long bytes) {
        if (cells.isEmpty()) {
            return new Poison(columns.isEmpty() ? "an object without a name" : "an object with none of the columns");
        }
        if (cells.size() > limits.columns()) {
            return new Poison("more than " + limits.columns() + " names");
        }
        long names = cells.keySet().stream()
                .mapToLong(name -> name.getBytes(UTF_8).length + 1L)
                .sum();
        if (Math.max(bytes, names) + Math.max(columns.size(), cells.size()) > limits.rowBytes()) {
            return new Poison("a row longer than " + limits.rowBytes() + " bytes");
        }
        // The inbox would take it for the header row come again.
        return cells.size() > 1 && new HashSet<>(cells.values()).equals(cells.keySet())
                ? new Poison("its values are its own names")
                : new Cells(cells, bytes);
    }

    private static boolean isNoText(String text) {
        return text.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(text);
    }

    private static boolean isNoName(String name) {
        return name.isBlank() || !name.equals(name.strip()) || name.startsWith("\uFEFF");
    }
}
