#pragma once
// Composed permissions: upstream's `A & B`, `A | B` and `~A` (drf §7.1). Lazy from left to right, nested as
// deep as one likes; messages and codes of operands are lost. Names tell equal compositions from others.

#include "rest/permission.h"

namespace narvi::rest {

/// Both must allow; for an object, too.
PermissionRef both(PermissionRef left, PermissionRef right);

/// One of them must allow. About an object: one of them must allow both the call and the object, so an
/// operand that says nothing about objects does not open what it refused before.
PermissionRef either(PermissionRef left, PermissionRef right);

/// The other way round, about objects as well: as permissions allow every object unless they say more, `~A`
/// refuses every object.
PermissionRef negation(PermissionRef operand);

}  // namespace narvi::rest
