#include "app/commands.h"
#include "app/serve.h"

namespace narvi::app {

int run_serve(CommandContext& context, const CommandLine& /*line*/, Terminal& terminal) {
  return serve(context.settings, context.settings.secret("security", "secret_key"), terminal);
}

int run_version(CommandContext& /*context*/, const CommandLine& /*line*/, Terminal& terminal) {
  terminal.out("narvi " NARVI_VERSION);
  return 0;
}

}  // namespace narvi::app
