"""Cannot be imported."""

import a_module_nobody_has

print(a_module_nobody_has)
