"""What one would do without paramcalc: build the layer, ask it."""

import keras

layer = keras.layers.GRU(75)
layer.build((None, None, 28))
print(layer.count_params())
