#include "app/interrupts.h"

namespace narvi::app {

namespace {

volatile std::sig_atomic_t noted = 0;

extern "C" void narvi_note_interrupt(int signal) {
  if (noted != 0 && signal == SIGINT) {
    std::signal(SIGINT, SIG_DFL);
    static_cast<void>(std::raise(SIGINT));
  }
  noted = 1;
}

}  // namespace

InterruptWatch::InterruptWatch() {
  noted = 0;
  struct sigaction action {};
  action.sa_handler = narvi_note_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_int_);
  sigaction(SIGTERM, &action, &before_term_);
}

InterruptWatch::~InterruptWatch() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

bool InterruptWatch::interrupted() const {
  return noted != 0;
}

}  // namespace narvi::app
