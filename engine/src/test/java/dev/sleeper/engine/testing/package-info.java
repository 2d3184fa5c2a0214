/// Rows and tables for the engine's tests.
package dev.sleeper.engine.testing;
