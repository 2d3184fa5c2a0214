package dev.sleeper.objectstore.local;

import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
    private final SystemEnvironment system = SystemEnvironment.open();

    private final Path directory;

    LocalObjectStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected ObjectStore openStore() {
        return LocalObjectStore.open(directory.resolve("root"), system.environment());
    }

    @AfterEach
    void stopThreads() {
        system.close();
    }
}
