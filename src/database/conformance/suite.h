#pragma once
// The conformance suite: what every engine behind the database port must do. Include it in exactly one source
// of an engine's test program; support.h says how to join.

#include "database/conformance/concurrency.h"
#include "database/conformance/deadlines.h"
#include "database/conformance/support.h"
#include "database/conformance/transactions.h"
#include "database/conformance/values.h"
#include "database/conformance/verbs.h"
