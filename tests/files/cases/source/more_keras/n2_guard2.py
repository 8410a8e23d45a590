from keras import layers, Sequential, Input
import settings
match settings.x:
    case int(k) if k > 2: n = 3
    case [a, *_]: n = 4
    case {'b': q}: n = 5
    case None: n = 6
    case _: n = 7
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 3
#ALT settings: x = [1]
#ALT settings: x = None
