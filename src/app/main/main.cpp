#include "app/program.h"

int main(int count, char** arguments) {
  return narvi::app::run_program({arguments + 1, arguments + count});
}
