from keras import layers, Sequential, Input
import os
n = 3 if os.path.exists('/nonexistent') else 4
model = Sequential([Input((3,)), layers.Dense(n)])
