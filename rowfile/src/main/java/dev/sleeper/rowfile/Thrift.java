package dev.sleeper.rowfile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.TSerializable;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/// Parses structures of Parquet without believing a length in them that is greater than their own can be: the parser
/// that comes with them would allocate up to 100 MB for a list before it finds that the list is not there.
final class Thrift {
    private Thrift() {}

    /// Fills a structure from the bytes that hold it.
    static <T extends TSerializable> T read(T structure, byte[] bytes, int from, int length) throws IOException {
        return read(structure, new ByteArrayInputStream(bytes, from, length), length);
    }

    /// Fills a structure that a stream goes on with, and takes no byte more from it.
    static <T extends TSerializable> T read(T structure, InputStream bytes, int maxLength) throws IOException {
        try {
            TConfiguration bounded =
                    TConfiguration.custom().setMaxMessageSize(maxLength).build();
            TIOStreamTransport in = new TIOStreamTransport(bounded, bytes);
            structure.read(new TCompactProtocol(in, maxLength, maxLength));
            return structure;
        } catch (TException damaged) {
            throw new IOException(damaged.getMessage(), damaged);
        }
    }
}
