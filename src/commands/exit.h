// The exit status of every command, decided in one place.
#pragma once

#include <string_view>

#include "base/result.h"
#include "smtp/reply.h"

namespace commands {

// In the order in which one wins over the next when several apply.
enum class Exit {
  usage,
  data,
  no_input,
  io,
  policy,
  protocol,
  no_host,
  refused,
  temporary,
  check,
  ok,
};

int status(Exit exit);  // 64, 65, ...

Exit exit_for(base::ErrorKind kind);

// For a reply that ended what it answered: by its first digit, but a refused login or STARTTLS is a
// matter of policy unless it is temporary.
Exit exit_for(const smtp::Reply& refusal, base::Stage stage);

// The one that wins.
Exit worse(Exit a, Exit b);

}  // namespace commands
