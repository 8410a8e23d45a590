import keras
from keras import layers, Sequential, Input, Model
#MOD settings: import keras; keras.config.set_image_data_format('channels_first')
#ALT settings: x=1
import settings
model = Sequential([Input((8, 8, 8)), layers.Conv2D(2, 3), layers.Conv2D(3, 3)])
