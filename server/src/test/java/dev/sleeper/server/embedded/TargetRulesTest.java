package dev.sleeper.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sleeper.server.embedded.TargetRules.Arguments;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetRulesTest {
    private static final Arguments NOTHING = new Arguments(null, null, null, null);

    private final Home home;

    TargetRulesTest(@TempDir Path directory) throws IOException {
        this.home = new Home(directory.toRealPath());
    }

    @Test
    void withoutAnyWordItIsTheDefaultInstanceOfTheHome() {
        assertThat(root(resolve(NOTHING, Map.of())))
                .isEqualTo(home.directory().resolve("instances/default").toUri().toString());
    }

    @Test
    void argumentsComeBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Files.writeString(
                home.configFile(), "# mine\nurl=http://file:1\ninstance.one.url = http://one:1\ntoken=from-file\n");
        Map<String, String> environment = Map.of("SLEEPER_URL", "http://environment:1");

        assertThat(resolve(new Arguments(null, null, "http://argument:1/", null), environment))
                .isEqualTo(new Target.Remote(URI.create("http://argument:1"), "from-file"));
        assertThat(resolve(NOTHING, environment))
                .isEqualTo(new Target.Remote(URI.create("http://environment:1"), "from-file"));
        assertThat(resolve(new Arguments("one", null, null, "mine"), Map.of()))
                .isEqualTo(new Target.Remote(URI.create("http://one:1"), "mine"));
        assertThat(resolve(NOTHING, Map.of())).isEqualTo(new Target.Remote(URI.create("http://file:1"), "from-file"));
    }

    @Test
    void aRootAndAUrlAtOnceAreRefused() {
        Map<String, String> both = Map.of("SLEEPER_URL", "http://a:1", "SLEEPER_ROOT", "data");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolve(NOTHING, both))
                .withMessageStartingWith("Both a root and a URL are given in the environment");
    }

    @Test
    void aSettingThatNobodyReadsIsRefusedWithTheOneThatWasMeant() throws IOException {
        assertConfigRefused("tokn=secret\n", ", line 1: there is no setting 'tokn'; did you mean token?");
        assertConfigRefused("\n instance.a.b.ulr = x", "line 2: there is no setting 'instance.a.b.ulr'");
        assertConfigRefused("instance.a.b.uri=x", "did you mean instance.a.b.url?");
        assertConfigRefused("colour=red", "there are root, url and token");
        assertConfigRefused("secret", "line 1 is not of the form name=value");
    }

    @Test
    void aFileOfSettingsThatIsNotUtf8IsNamed() throws IOException {
        Files.writeString(home.configFile(), "# Z\u00fcrich\nurl=http://a:1\n", StandardCharsets.ISO_8859_1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolve(NOTHING, Map.of()))
                .withMessage(home.configFile() + " is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void aByteOrderMarkBeforeTheSettingsIsNoPartOfThem() throws IOException {
        Files.writeString(home.configFile(), "\uFEFFurl=http://a:1\n");

        assertThat(resolve(NOTHING, Map.of())).isEqualTo(new Target.Remote(URI.create("http://a:1"), null));
    }

    @Test
    void aUrlThatCanBeNoServersIsRefused() {
        for (String url : List.of("http://a b", "http://a:99999", "ftp://a", "a:80")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> resolve(new Arguments(null, null, url, null), Map.of()))
                    .withMessage("The server's URL '" + url + "' is not of the form http://host:port");
        }
    }

    @Test
    void aRootThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(home.directory().resolve("file"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolve(new Arguments(null, file.toString(), null, null), Map.of()))
                .withMessage(file + " is a file, not a directory");
    }

    private void assertConfigRefused(String content, String reason) throws IOException {
        Files.writeString(home.configFile(), content);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolve(NOTHING, Map.of()))
                .withMessageContaining(reason)
                .withMessageNotContaining("secret");
    }

    @Test
    void anEmptyRootOrUrlIsRefusedAndNotTakenForTheDefault() {
        for (Arguments arguments : List.of(new Arguments(null, "", null, null), new Arguments(null, null, "", null))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> resolve(arguments, Map.of()))
                    .withMessageContaining("is empty");
        }
    }

    @Test
    void namesThatLeaveTheHomeAreRefused() {
        for (String name : new String[] {"..", "a/b", "", "a\u0000b", "é"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> resolve(new Arguments(name, null, null, null), Map.of()))
                    .withMessageStartingWith("The instance name '" + name + "'");
        }
    }

    @Test
    void theRunDirectoryIsNamedByTheDigestOfTheRealRoot(@TempDir Path data) throws IOException {
        Path real = Files.createDirectories(data.toRealPath().resolve("with space"));
        Path link = Files.createSymbolicLink(data.toRealPath().resolve("link"), real);

        Target.Local direct = (Target.Local) resolve(new Arguments(null, real.toString(), null, null), Map.of());
        Target.Local linked = (Target.Local) resolve(new Arguments(null, link.toString(), null, null), Map.of());

        assertThat(linked.directory()).isEqualTo(direct.directory());
        assertThat(direct.directory().path().getFileName().toString()).matches("[0-9a-f]{16}");
    }

    @Test
    void theHomeIsWhereTheSystemKeepsData() {
        Path user = Path.of("user").toAbsolutePath();

        assertThat(Home.of(Map.of("SLEEPER_HOME", "/x"), "Linux", user).directory())
                .isEqualTo(Path.of("/x"));
        assertThat(Home.of(Map.of("XDG_DATA_HOME", "/d"), "Linux", user).directory())
                .isEqualTo(Path.of("/d/sleeper"));
        assertThat(Home.of(Map.of(), "Linux", user).directory()).isEqualTo(user.resolve(".local/share/sleeper"));
        assertThat(Home.of(Map.of(), "Mac OS X", user).directory()).isEqualTo(user.resolve(".local/share/sleeper"));
    }

    private Target resolve(Arguments arguments, Map<String, String> environment) {
        return new TargetRules(home, environment).resolve(arguments);
    }

    private static String root(Target target) {
        return ((Target.Local) target).location().uri().toString();
    }
}
