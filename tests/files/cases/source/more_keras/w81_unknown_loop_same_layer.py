import keras
from keras import layers, Sequential, Input, Model
#MOD settings: n=2
#ALT settings: n=1
import settings
i = x = Input((4,))
d = layers.Dense(4)
for _ in range(settings.n): x = d(x)
model = Model(i, x)
