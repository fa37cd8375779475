// The system's SQLite, with its full-text index (FTS5).
#include <sqlite3.h>
