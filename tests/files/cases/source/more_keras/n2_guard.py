from keras import layers, Sequential, Input
import settings
n = 1
match (1, 2):
    case (a, b) if settings.x: n = a + 1
    case (b, a): n = a + 5
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = 0
