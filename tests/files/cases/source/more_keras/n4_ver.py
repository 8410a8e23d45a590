from keras import layers, Sequential, Input
import sys, keras
n = 4 if sys.version_info[0] >= 3 else 2
if keras.__version__ > '1': n += 1
model = Sequential([Input((3,)), layers.Dense(n)])
