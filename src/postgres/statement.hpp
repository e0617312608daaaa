// A statement embedded from a .sql file: the file's name is the constant's name, the prepared statement's
// name and the name in logs. Immutable; any thread.
#pragma once

namespace fairdraw::postgres {

struct Statement {
    const char* name;
    const char* text;
};

}  // namespace fairdraw::postgres
