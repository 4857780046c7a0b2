// Only carries the precompiled header that all suites share.
int main() { return 0; }
