import settings
from keras import layers, Sequential, Input, Model
model = Sequential([Input((3,)), layers.Dense(4, activation=settings.act)])
#MOD settings: act='relu'
#ALT settings: from keras import layers\nact=layers.PReLU()
