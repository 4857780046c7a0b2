#define BOOST_TEST_MODULE anjuan
#include <boost/test/unit_test.hpp>
