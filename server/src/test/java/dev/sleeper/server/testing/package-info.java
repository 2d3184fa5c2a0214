/// What tests of several packages share.
package dev.sleeper.server.testing;
