package dev.sleeper.table.checkpoint;

import dev.sleeper.schema.Field;
import dev.sleeper.schema.Type;
import dev.sleeper.schema.Type.ListType;
import dev.sleeper.schema.Type.MapType;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.schema.Type.StructType;
import java.util.List;

/// The columns of a checkpoint: one struct for each kind of action, of which each row has one.
final class CheckpointLayout {
    private static final Type TEXT = PrimitiveType.STRING;
    private static final Type TEXTS = new ListType(TEXT);
    private static final Type TEXT_MAP = new MapType(TEXT, TEXT);
    private static final Type LONG = PrimitiveType.LONG;
    private static final Type INT = PrimitiveType.INT;
    private static final Type TRUTH = PrimitiveType.BOOLEAN;

    static final int PROTOCOL = 0;
    static final int METADATA = 1;
    static final int DOMAIN = 2;
    static final int TXN = 3;
    static final int REMOVE = 4;
    static final int ADD = 5;

    static final List<Field> FIELDS = List.of(
            struct(
                    "protocol",
                    Field.nullable("minReaderVersion", INT),
                    Field.nullable("minWriterVersion", INT),
                    Field.nullable("writerFeatures", TEXTS)),
            struct(
                    "metaData",
                    Field.nullable("id", TEXT),
                    Field.nullable("name", TEXT),
                    struct("format", Field.nullable("provider", TEXT), Field.nullable("options", TEXT_MAP)),
                    Field.nullable("schemaString", TEXT),
                    Field.nullable("partitionColumns", TEXTS),
                    Field.nullable("configuration", TEXT_MAP),
                    Field.nullable("createdTime", LONG)),
            struct(
                    "domainMetadata",
                    Field.nullable("domain", TEXT),
                    Field.nullable("configuration", TEXT),
                    Field.nullable("removed", TRUTH)),
            struct("txn", Field.nullable("appId", TEXT), Field.nullable("version", LONG)),
            struct(
                    "remove",
                    Field.nullable("path", TEXT),
                    Field.nullable("deletionTimestamp", LONG),
                    Field.nullable("dataChange", TRUTH),
                    Field.nullable("extendedFileMetadata", TRUTH),
                    Field.nullable("partitionValues", TEXT_MAP),
                    Field.nullable("size", LONG)),
            struct(
                    "add",
                    Field.nullable("path", TEXT),
                    Field.nullable("partitionValues", TEXT_MAP),
                    Field.nullable("size", LONG),
                    Field.nullable("modificationTime", LONG),
                    Field.nullable("dataChange", TRUTH),
                    Field.nullable("stats", TEXT),
                    Field.nullable("tags", TEXT_MAP)));

    private CheckpointLayout() {}

    private static Field struct(String name, Field... parts) {
        return Field.nullable(name, new StructType(List.of(parts)));
    }
}
