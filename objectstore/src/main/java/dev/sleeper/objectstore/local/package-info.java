/// An instance's files in a directory of this machine. An object is a plain file at its path below the root, with the
/// bytes that were put and nothing else; what the store keeps for itself is under `.sleeper`, where no object's path
/// leads:
///
/// ```
/// <root>/.sleeper/temporary/<random>-<number>   a content on its way to its name; left over when a process dies
/// <root>/.sleeper/locks/<00 to 3f>              empty; locked while an object whose path falls to it is replaced
/// <root>/.sleeper/removals                      a byte longer with each folder that was removed
/// ```
///
/// An object appears by a hard link to a temporary file that is on the disk already, and changes by a rename over it.
/// Any number of processes may work on one directory, all on one machine.
///
/// Reading order: `LocalObjectStore`, `Folders` (directories and what makes them durable), `DirectorySync`,
/// `SwapLocks`, `LocalWriter`, `LocalReader`, `LocalList`.
@NullMarked
package dev.sleeper.objectstore.local;

import org.jspecify.annotations.NullMarked;
