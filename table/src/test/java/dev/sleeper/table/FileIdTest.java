package dev.sleeper.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileIdTest {

    @Test
    void idsSortByTimeAsText() {
        FileId early = FileId.of(0xfff, "zz");
        FileId late = FileId.of(0x1000, "aa");

        assertThat(early).isLessThan(late);
        assertThat(early.text()).isLessThan(late.text());
    }

    @Test
    void timeIsPartOfTheText() {
        FileId id = FileId.of(1_700_000_000_000L, "abc");

        assertThat(id.text()).isEqualTo("018bcfe56800-abc");
        assertThat(new FileId(id.text()).timeMillis()).isEqualTo(1_700_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "018bcfe56800",
                "018bcfe56800-",
                "018bcfe5680-abc",
                "018BCFE56800-abc",
                "018bcfe56800-a_c",
                "018bcfe5680g-abc",
                "018bcfe56800-a/c",
                "018bcfe56800-a-c",
                "018bcfe56800xabc"
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> new FileId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> FileId.of(-1, "abc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileId.of(1L << 48, "abc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void locationIsReadFromItsPath() {
        FileLocation location = new FileLocation("p-1", FileId.of(5, "abc"));

        assertThat(location.path()).isEqualTo("p-1/000000000005-abc.parquet");
        assertThat(FileLocation.ofPath(location.path())).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "p/x.parquet",
                "/000000000005-abc.parquet",
                "p/000000000005-abc.orc",
                "P/000000000005-abc.parquet",
                "../000000000005-abc.parquet",
                "p/q/000000000005-abc.parquet",
                "p/.parquet"
            })
    void otherPathsAreRefused(String path) {
        assertThatThrownBy(() -> FileLocation.ofPath(path)).isInstanceOf(IllegalArgumentException.class);
    }
}
