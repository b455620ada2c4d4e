"""Tests of generator/intake/, over real git repositories and a real receiver."""
