#include <stdio.h>

int main(void) {
  puts("Hello from an image compiled by imgc");
  return 0;
}
