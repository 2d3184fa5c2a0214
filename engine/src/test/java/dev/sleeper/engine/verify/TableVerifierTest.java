package dev.sleeper.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.engine.upkeep.Progress;
import dev.sleeper.schema.Field;
import dev.sleeper.schema.Schema;
import dev.sleeper.schema.Type.PrimitiveType;
import dev.sleeper.table.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableVerifierTest {
    private static final Schema SCHEMA = Schema.of(
            List.of(Field.required("key", PrimitiveType.INT), Field.required("job", PrimitiveType.STRING)),
            List.of("key"),
            List.of("job"));

    @TempDir
    Path directory = Path.of("");

    private TestInstance test;

    @BeforeEach
    void writeFiveFiles() {
        test = TestInstance.open(directory);
        test.create("t", SCHEMA, List.of(50));
        for (int job = 0; job < 5; job++) {
            List<List<Object>> rows = new ArrayList<>();
            for (int key = 0; key < 100; key++) {
                rows.add(List.of(key, "job " + job));
            }
            test.write("t", "job-" + job, rows);
        }
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aSoundTableHasNoFindings() {
        test.instance().compact("t", true, progress -> {});
        List<Progress> watched = new ArrayList<>();

        Verification found = test.instance().verify("t", watched::add);

        assertThat(found.findings()).isEmpty();
        assertThat(found.rows()).isEqualTo(500);
        assertThat(found.files()).isEqualTo(2);
        assertThat(watched).contains(new Progress(500, 500));
    }

    @Test
    void everyFlippedByteIsFound() {
        DataFile file = aFile();
        String path = path(file);
        byte[] content = test.objects().get(path).orElseThrow().content();
        for (int at = 0; at < content.length; at += 7) {
            byte[] damaged = content.clone();
            damaged[at] ^= 4;
            replace(path, damaged);

            assertThat(test.instance().verify("t", progress -> {}).findings())
                    .as("byte %d", at)
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.path()).isEqualTo(path));
        }
    }

    @Test
    void aFileThatIsGoneIsFound() {
        String path = path(aFile());
        test.objects().delete(path);

        assertThat(test.instance().verify("t", progress -> {}).findings())
                .containsExactly(new Finding(path, "it is not in the store"));
    }

    @Test
    void aSoundFileInThePlaceOfAnotherIsFound() {
        List<DataFile> files = new ArrayList<>();
        test.table("t").state().files().forEach(files::add);
        replace(
                path(files.get(0)),
                test.objects().get(path(files.get(1))).orElseThrow().content());

        assertThat(test.instance().verify("t", progress -> {}).findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.path()).isEqualTo(path(files.get(0))));
    }

    private DataFile aFile() {
        return test.table("t").state().files().iterator().next();
    }

    private String path(DataFile file) {
        return test.table("t").table().path(file.location());
    }

    private void replace(String path, byte[] content) {
        test.objects().delete(path);
        test.objects().putIfAbsent(path, content);
    }
}
