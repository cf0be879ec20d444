package io.driftway.spark;

import io.driftway.format.profile.PartialColumn.Stored;
import io.driftway.format.profile.PartialProfile;
import io.driftway.format.profile.ProfileCodec;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.FileProfile;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Map;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The profile of a group of rows, as bytes. */
final class ProfileAggregator extends Aggregator<Row, ProfileAggregator.Counted, byte[]> {

    private static final String GROUP = "the group";

    private final Map<String, Stored> columns;
    private final Wanted wanted = Wanted.all(Map.of());

    ProfileAggregator(StructType columns) {
        this.columns = RowTable.stored(GROUP, columns, wanted, note -> {
            throw new Unusable(note + "; call the function without the column");
        });
    }

    @Override
    public Counted zero() {
        return new Counted();
    }

    @Override
    public Counted reduce(Counted counted, Row row) {
        counted.tally(this).add(row);
        return counted;
    }

    @Override
    public Counted merge(Counted one, Counted other) {
        one.add(other.part());
        return one;
    }

    @Override
    public byte[] finish(Counted counted) {
        PartialProfile part = counted.part();
        PartialProfile all = part == null ? new PartialProfile(0, 0, java.util.List.of()) : part;
        return switch (all.summary(GROUP, wanted)) {
            case FileProfile.Summarised summarised -> ProfileCodec.write(summarised.profile());
            case FileProfile.Refused refused -> throw new Unusable(refused.rejection());
        };
    }

    @Override
    public Encoder<Counted> bufferEncoder() {
        return Encoders.javaSerialization(Counted.class);
    }

    @Override
    public Encoder<byte[]> outputEncoder() {
        return Encoders.BINARY();
    }

    /** What was counted of a group, here and elsewhere. */
    public static final class Counted implements Externalizable {
        private @Nullable RowTally here;
        private @Nullable PartialProfile elsewhere;

        public Counted() {}

        RowTally tally(ProfileAggregator aggregator) {
            RowTally tally = here == null ? new RowTally(GROUP, aggregator.columns, aggregator.wanted) : here;
            here = tally;
            return tally;
        }

        void add(@Nullable PartialProfile other) {
            if (other != null) {
                elsewhere = elsewhere == null ? other : elsewhere.merge(other);
            }
        }

        @Nullable
        PartialProfile part() {
            if (here != null) {
                PartialProfile counted = here.part();
                here = null;
                add(counted);
            }
            return elsewhere;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            PartialProfile part = part();
            byte[] bytes = part == null ? new byte[0] : part.write();
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            elsewhere = bytes.length == 0 ? null : PartialProfile.read(bytes);
        }
    }
}
