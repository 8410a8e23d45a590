import keras
from keras import layers, Sequential, Input, Model
keras.config.set_image_data_format('channels_first')
model = Sequential([Input((3, 8, 8)), layers.Conv2D(2, 3), layers.BatchNormalization()])
keras.config.set_image_data_format('channels_last')
