#include "app/commands.h"
#include "app/config_render.h"

namespace narvi::app {

int run_config(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  std::string text = line.has("default") ? render_default_file(context.tables.all())
                                         : render_settings(context.settings, context.tables.all());
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  terminal.out(text);
  return 0;
}

}  // namespace narvi::app
